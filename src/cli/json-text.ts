/** Data as indented JSON; whole numbers beyond 2^53 become text of digits, as everywhere in the API. */
export function toJsonText(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2);
}
