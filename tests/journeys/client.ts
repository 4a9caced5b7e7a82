import { expectNothingFromInside } from './scan-answer.js';

/** What a server answered to a GraphQL request. */
export interface GraphqlAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever they asked for
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly details?: Readonly<Record<string, unknown>> };
  }[];
}

/** A client of a server. Everything that it is answered with an error is searched for what must not leave the server. */
export interface Client {
  readonly url: string;
  graphql(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>;
  /** The data of a request that must succeed. */
  get(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer['data']>;
  /** Any request; a path or a whole address. */
  request(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly text: string }>;
}

const PATIENCE_MILLIS = 30_000;

/** A client of the server at `url`, which gives up on an answer after thirty seconds. */
export function clientOf(url: string): Client {
  const request: Client['request'] = async (path, init = {}) => {
    const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(PATIENCE_MILLIS), ...init });
    const text = await answer.text();
    if (answer.status >= 400) expectNothingFromInside(text, typeof init.body === 'string' ? init.body : '');
    return { status: answer.status, text };
  };
  const graphql: Client['graphql'] = async (query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const { status, text } = await request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { data, errors = [] } = JSON.parse(text) as Partial<GraphqlAnswer>;
    if (errors.length > 0) expectNothingFromInside(JSON.stringify(errors), body);
    return { status, data, errors };
  };
  return {
    url,
    graphql,
    request,
    async get(query, variables) {
      const { data, errors } = await graphql(query, variables);
      if (errors.length > 0) throw new Error(`${query} failed: ${JSON.stringify(errors, null, 2)}`);
      return data;
    },
  };
}
