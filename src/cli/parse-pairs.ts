import { UsageError } from './usage-error.js';

/**
 * `k=v,k=v` as an object of texts. A value with a comma in it is written in double quotes, a quote in that doubled:
 * `name="a, ""b""",n=1`. A text that starts with `{` is JSON. Throws `UsageError` for anything else, and for a key given twice.
 */
export function parsePairs(text: string): Readonly<Record<string, unknown>> {
  if (text.trimStart().startsWith('{')) return parseObject(text);
  const pairs = new Map<string, string>();
  const pattern = /\s*([^=,"\s]+)\s*=(?:"((?:[^"]|"")*)"|(?!")([^,]*))(,|$)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null)
      throw new UsageError(`${JSON.stringify(text)} is not of the form key=value,key=value. Write it like iata=ORD.`);
    const key = match[1] as string;
    if (pairs.has(key)) throw new UsageError(`${JSON.stringify(text)} gives ${JSON.stringify(key)} twice.`);
    pairs.set(key, match[2]?.replaceAll('""', '"') ?? match[3] ?? '');
  }
  if (pairs.size === 0) throw new UsageError('An empty list of key=value pairs names nothing.');
  return Object.fromEntries(pairs);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new UsageError(`${JSON.stringify(text.slice(0, 80))} starts like JSON and is none.`);
  }
}
