import type { DuckDbSession } from './duckdb-session.js';
import type { FileColumn, FileShape } from './file-shape.js';
import { asUtc, readTextFacts, type TextFacts, typeOfTexts } from './infer-text-columns.js';
import { readCsvHeader } from './read-csv-header.js';
import { identifier, literal } from './sql-text.js';

/**
 * What is in a CSV file: RFC 4180 in UTF-8 with a header line. Every value is read as text, so that 001 stays 001; an
 * unquoted empty field is null, a quoted one an empty text.
 */
export async function readCsvShape(session: DuckDbSession, file: string): Promise<FileShape> {
  const header = await readCsvHeader(file);
  const columns = header.columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const relation =
    `read_csv(${literal(file)}, auto_detect = false, header = true, delim = ${literal(header.delimiter)}, quote = '"', escape = '"', ` +
    `columns = {${columns}}, nullstr = '', allow_quoted_nulls = false, strict_mode = true)`;
  const { rows, facts } = await readTextFacts(session, relation, header.columns.map(identifier));
  return { relation, rows, columns: header.columns.map((name, index) => toColumn(name, facts[index] as TextFacts)) };
}

function toColumn(name: string, facts: TextFacts): FileColumn {
  const value = `nullif(${identifier(name)}, '')`;
  return {
    name,
    type: typeOfTexts(facts),
    problem: null,
    moments: facts.moments,
    plain: facts.number || facts.boolean || facts.moments !== 'NONE',
    text: value,
    verbatim: identifier(name),
    json: value,
    utc: asUtc(value),
  };
}
