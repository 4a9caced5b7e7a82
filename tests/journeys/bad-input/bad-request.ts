/** A GraphQL request that must be refused. */
export interface BadRequest {
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly code: string;
  /** What the sentence must name: what was asked, what was found, a near miss. */
  readonly says: readonly (string | RegExp)[];
}

const LIVE = `query ($service: String, $features: [String!], $entities: [JSONObject!]!) {
  onlineFeatures(service: $service, features: $features, entities: $entities) { columns vectors { values } }
}`;

/** What to ask live features with; the entity is one that is there, unless said otherwise. */
export function live(
  asked: { readonly service?: string; readonly features?: readonly string[] },
  entities: readonly unknown[] = [{ station: 'north' }],
): Pick<BadRequest, 'query' | 'variables'> {
  return { query: LIVE, variables: { ...asked, entities } };
}

const TRAINING_SET = `query ($service: String!, $asOf: DateTime!, $spine: [JSONObject!], $where: String) {
  trainingSet(service: $service, asOf: $asOf, spine: $spine, where: $where) { id }
}`;

/** What to ask a training set with; of labels, as of a moment that has passed, unless said otherwise. */
export function trainingSet(asked: {
  readonly service?: string;
  readonly asOf?: unknown;
  readonly spine?: readonly unknown[];
  readonly where?: string;
}): Pick<BadRequest, 'query' | 'variables'> {
  return { query: TRAINING_SET, variables: { service: 'RideOutlook', asOf: '2026-01-01T00:00:00Z', ...asked } };
}

/** A registration of a text. */
export function registration(sdl: string): Pick<BadRequest, 'query' | 'variables'> {
  return {
    query: 'mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }',
    variables: { sdl },
  };
}
