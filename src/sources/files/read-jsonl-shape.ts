import { basename } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';
import type { DuckDbSession } from './duckdb-session.js';
import type { FileColumn, FileShape } from './file-shape.js';
import { asUtc, readTextFacts, type TextFacts, typeOfMoments, typeOfNumbers } from './infer-text-columns.js';
import { identifier, literal } from './sql-text.js';

/** What is in a file with one JSON object a line. A key that an object leaves out is null there; numbers keep their digits. */
export async function readJsonlShape(session: DuckDbSession, file: string): Promise<FileShape> {
  const names = await readKeys(session, file);
  const columns = names.map((name) => `${literal(name)}: 'JSON'`).join(', ');
  const relation = `read_json(${literal(file)}, format = 'newline_delimited', columns = {${columns}})`;
  const { rows, facts } = await readTextFacts(session, relation, names.map(textOf));
  const kinds = await session.rows(
    `SELECT ${names.map((name) => `list_sort(list_distinct(list(${kindOf(name)})))::VARCHAR`).join(', ')} FROM ${relation}`,
  );
  return {
    relation,
    rows,
    columns: names.map((name, index) => toColumn(name, String(kinds[0]?.[index] ?? ''), facts[index] as TextFacts)),
  };
}

async function readKeys(session: DuckDbSession, file: string): Promise<string[]> {
  const objects = `read_json_objects(${literal(file)}, format = 'newline_delimited')`;
  const [strange] = await session.rows(
    `SELECT json::VARCHAR FROM ${objects} WHERE json_type(json) <> 'OBJECT' LIMIT 1`,
  );
  if (strange) throw invalid(file, `has a line that is not a JSON object: ${String(strange[0]).slice(0, 60)}`);
  const keys = await session.rows(
    `SELECT key FROM (SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${objects}) ORDER BY key`,
  );
  const first = await session.rows(`SELECT unnest(json_keys(json)) FROM (SELECT json FROM ${objects} LIMIT 1)`);
  const names = [...new Set([...first, ...keys].map(([key]) => String(key)))];
  if (names.length === 0) throw invalid(file, 'holds no JSON object with a key');
  return names;
}

function kindOf(name: string): string {
  const type = `json_type(${identifier(name)})`;
  return `CASE WHEN ${type} IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT') THEN 'number' WHEN ${type} = 'VARCHAR' THEN 'text' WHEN ${type} = 'BOOLEAN' THEN 'boolean' WHEN ${type} IN ('OBJECT', 'ARRAY') THEN 'json' END`;
}

/** The value as text: a JSON string without its quotes, anything else as it is written. */
function textOf(name: string): string {
  const column = identifier(name);
  return `CASE json_type(${column}) WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN ${column} ->> '$' ELSE ${column}::VARCHAR END`;
}

function toColumn(name: string, kinds: string, facts: TextFacts): FileColumn {
  const text = textOf(name);
  const found = [...kinds.matchAll(/\w+/g)].map(([kind]) => kind).filter((kind) => kind !== 'NULL');
  const mixed = found.length > 1;
  return {
    name,
    type: mixed ? null : typeOf(found[0], facts),
    problem: mixed ? `holds values of several kinds: ${found.join(' and ')}` : null,
    moments: found.length === 1 && found[0] === 'text' ? facts.moments : 'NONE',
    plain: found.length === 1 && (found[0] === 'number' || found[0] === 'boolean'),
    text: `nullif(${text}, '')`,
    verbatim: text,
    json: `nullif(${identifier(name)}::VARCHAR, 'null')`,
    utc: asUtc(text),
  };
}

function typeOf(kind: string | undefined, facts: TextFacts): string {
  if (kind === 'number') return typeOfNumbers(facts);
  if (kind === 'boolean') return 'boolean';
  return kind === 'json' ? 'jsonb' : typeOfMoments(facts);
}

function invalid(file: string, problem: string): AsofError {
  return new AsofError('FILE_INVALID', `The file ${JSON.stringify(basename(file))} ${problem}.`, {
    file: basename(file),
  });
}
