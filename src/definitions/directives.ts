/** What an argument takes. `Duration` and `Expression` are written as strings; an array lists the values of an enum. */
export type ArgumentType =
  | 'String'
  | '[String!]'
  | 'Boolean'
  | 'Int'
  | 'JSONObject'
  | 'Duration'
  | 'Expression'
  | '[LabelEntity!]'
  | { readonly name: string; readonly values: readonly string[] };

/** An argument of a directive. */
export interface ArgumentSpec {
  readonly type: ArgumentType;
  readonly required: boolean;
}

/** A directive of the definition language. `type` directives say what a type defines; one stands on each type. */
export interface DirectiveSpec {
  readonly on: 'type' | 'field';
  readonly arguments: Readonly<Record<string, ArgumentSpec>>;
}

const of = { type: 'Expression', required: true } as const;
const where = { type: 'Expression', required: false } as const;
const window = {
  over: { type: 'Duration', required: false },
  step: { type: 'Duration', required: false },
} as const;
const optionalText = { type: 'String', required: false } as const;
const requiredText = { type: 'String', required: true } as const;
const optionalTexts = { type: '[String!]', required: false } as const;
const aggregate: DirectiveSpec = { on: 'field', arguments: { of, ...window, where } };

/** Every directive there is; `feature-definitions/asof-directives.graphql` publishes the same. */
export const DIRECTIVES = {
  entity: { on: 'type', arguments: {} },
  joinKey: { on: 'field', arguments: {} },
  source: {
    on: 'type',
    arguments: {
      table: requiredText,
      database: optionalText,
      rowKey: optionalTexts,
      eventTime: requiredText,
      knownTime: optionalText,
      changes: { type: { name: 'SourceChanges', values: ['APPEND', 'UPSERT', 'SNAPSHOT'] }, required: false },
    },
  },
  featureView: {
    on: 'type',
    arguments: {
      entity: requiredText,
      source: requiredText,
      on: optionalTexts,
      ttl: { type: 'Duration', required: false },
      where,
      online: { type: 'Boolean', required: false },
      owner: optionalText,
      tags: optionalTexts,
      nonFinite: { type: { name: 'NonFinite', values: ['REFUSE', 'AS_NULL'] }, required: false },
    },
  },
  latest: { on: 'field', arguments: { of, where, skipNulls: { type: 'Boolean', required: false } } },
  count: { on: 'field', arguments: { of: where, ...window, where } },
  countDistinct: aggregate,
  sum: aggregate,
  mean: aggregate,
  min: aggregate,
  max: aggregate,
  stddev: aggregate,
  labels: {
    on: 'type',
    arguments: { source: requiredText, entities: { type: '[LabelEntity!]', required: true } },
  },
  label: { on: 'field', arguments: { of } },
  request: { on: 'field', arguments: { of } },
  featureService: {
    on: 'type',
    arguments: { features: { type: '[String!]', required: true }, labels: optionalText },
  },
  model: {
    on: 'type',
    arguments: {
      service: requiredText,
      predicts: requiredText,
      algorithm: { type: { name: 'Algorithm', values: ['LOGISTIC_REGRESSION'] }, required: true },
      seed: { type: 'Int', required: true },
      hyperparameters: { type: 'JSONObject', required: false },
      preprocessing: { type: 'JSONObject', required: false },
    },
  },
} as const satisfies Record<string, DirectiveSpec>;

/** The name of a directive, without the @. */
export type DirectiveName = keyof typeof DIRECTIVES;

/** The directives that stand on a type, or on a field, by name. */
export function directiveNames(on: DirectiveSpec['on']): DirectiveName[] {
  return (Object.keys(DIRECTIVES) as DirectiveName[]).filter((name) => DIRECTIVES[name].on === on);
}

/** What is known of a directive, or `undefined` when there is none of the name. */
export function findDirective(name: string): DirectiveSpec | undefined {
  return Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name as DirectiveName] : undefined;
}
