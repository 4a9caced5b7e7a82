import { expect } from '@jest/globals';

/** What must never leave the server, by what it would give away. */
const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\bat (?:async )?[\w.<>[\] ]+ \(|\.[cm]?[jt]s:\d+|node:internal|"stacktrace"|"stack"/],
  [
    'a path',
    /(?:^|[^\w./@])\/(?:tmp|home|root|work|usr|var|etc|opt|app|proc)\/|node_modules|\bdist\/|\bsrc\/|file:\/\//,
  ],
  ['a connection string', /\b(?:postgres(?:ql)?|rediss?):\/\//],
  ['a host or a port', /\b(?:127\.0\.0\.1|0\.0\.0\.0|::1)\b|\blocalhost\b(?!:\d+\/v1)|ECONN|EAI_AGAIN|ENOTFOUND/],
  [
    'SQL of ours',
    /\b(?:SELECT\s+[^'"]+?\s+FROM\s+\w+|INSERT\s+INTO|DELETE\s+FROM|CREATE\s+(?:TEMP|TABLE|INDEX)|COPY\s*\(|UPDATE\s+\w+\s+SET)\b|\$\d\b/,
  ],
  ['the name of an inner table', /\basof\.\w+|\bhistory_\d+|\bpg_temp\b|\bincoming_?rows\b/],
  [
    'the words of a driver',
    /\b(?:QueryFailedError|ReplyError|DatabaseError|TypeError|RangeError|ReferenceError|SyntaxError)\b|\bundefined\b|\[object Object\]|\bNaN\b/,
  ],
];

/**
 * Holds an answer to what may leave the server: nothing from inside. `asked` is what the client itself sent, which may be
 * repeated to it; so what looks like SQL is let through when it stands in the request.
 */
export function expectNothingFromInside(body: string, asked = ''): void {
  const known = asked.replaceAll('\\', '');
  const found = SECRETS.flatMap(([name, pattern]) => {
    const [match] = pattern.exec(body) ?? [];
    return match === undefined || known.includes(match.replaceAll('\\', '')) ? [] : [`${name}: ${match}`];
  });
  expect({ found, body: found.length === 0 ? '' : body }).toEqual({ found: [], body: '' });
}
