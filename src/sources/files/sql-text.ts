/** A name as SQL of DuckDB takes it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal of DuckDB. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An expression of type text (or null) as a field of Postgres's COPY text format. */
export function copyField(text: string): string {
  const escaped = [
    ['chr(92)', 'chr(92) || chr(92)'],
    ['chr(9)', "chr(92) || 't'"],
    ['chr(10)', "chr(92) || 'n'"],
    ['chr(13)', "chr(92) || 'r'"],
  ].reduce((inner, [from, to]) => `replace(${inner}, ${from}, ${to})`, text);
  return plainField(escaped);
}

/** The same for a text that holds no tab, line end or backslash. */
export function plainField(text: string): string {
  return `coalesce(${text}, chr(92) || 'N')`;
}

/** Fields as one row of the COPY text format, its end included. */
export function copyRow(fields: readonly string[]): string {
  return `concat(${fields.join(', chr(9), ')}, chr(10))`;
}
