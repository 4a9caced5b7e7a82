import type { DuckDbSession } from './duckdb-session.js';
import type { FileColumn, FileShape, MomentForm } from './file-shape.js';
import { asUtc, readTextFacts, type TextFacts } from './infer-text-columns.js';
import { identifier, literal } from './sql-text.js';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['BOOLEAN', 'boolean'],
  ['TINYINT', 'integer'],
  ['SMALLINT', 'integer'],
  ['INTEGER', 'integer'],
  ['UTINYINT', 'integer'],
  ['USMALLINT', 'integer'],
  ['UINTEGER', 'bigint'],
  ['BIGINT', 'bigint'],
  ['UBIGINT', 'numeric'],
  ['HUGEINT', 'numeric'],
  ['UHUGEINT', 'numeric'],
  ['FLOAT', 'double precision'],
  ['DOUBLE', 'double precision'],
  ['VARCHAR', 'text'],
  ['UUID', 'uuid'],
  ['BLOB', 'bytea'],
  ['DATE', 'date'],
  ['TIME', 'time'],
  ['TIMESTAMP', 'timestamptz'],
  ['TIMESTAMP_S', 'timestamptz'],
  ['TIMESTAMP_MS', 'timestamptz'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamptz'],
  ['JSON', 'jsonb'],
]);

const PLAIN = /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*|DATE|TIME|TIMESTAMP.*|UUID)$/;

/** What is in a Parquet file, by the types it declares. Times finer than a microsecond are not read. */
export async function readParquetShape(session: DuckDbSession, file: string): Promise<FileShape> {
  const relation = `read_parquet(${literal(file)})`;
  const described = await session.rows(`DESCRIBE SELECT * FROM ${relation}`);
  const columns = described.map(([name, type]) => ({ name: String(name), declared: String(type) }));
  const texts = columns.filter(({ declared }) => declared === 'VARCHAR').map(({ name }) => name);
  const { rows, facts } = await readTextFacts(session, relation, texts.map(identifier));
  return {
    relation,
    rows,
    columns: columns.map(({ name, declared }) => toColumn(name, declared, facts[texts.indexOf(name)])),
  };
}

function toColumn(name: string, declared: string, facts: TextFacts | undefined): FileColumn {
  const type = typeOf(declared);
  const text = textOf(identifier(name), declared);
  return {
    name,
    type,
    problem: type === null ? `is of the Parquet type ${declared}, which Postgres has no like of` : null,
    moments: facts?.moments ?? momentsOf(declared),
    plain: PLAIN.test(declared),
    text,
    verbatim: text,
    json: type === 'jsonb' ? text : `to_json(${identifier(name)})::VARCHAR`,
    utc: facts ? asUtc(text) : `${text} || ${declared === 'DATE' ? "' 00:00+00'" : "'+00'"}`,
  };
}

function typeOf(declared: string): string | null {
  if (declared.startsWith('DECIMAL(')) return declared.replace('DECIMAL', 'numeric');
  if (declared.startsWith('ENUM(')) return 'text';
  if (/^(STRUCT|MAP)\(|\]$/.test(declared)) return 'jsonb';
  return TYPES.get(declared) ?? null;
}

function textOf(column: string, declared: string): string {
  if (declared === 'BLOB') return `chr(92) || 'x' || lower(hex(${column}))`;
  if (/^(STRUCT|MAP)\(|\]$/.test(declared)) return `to_json(${column})::VARCHAR`;
  if (declared === 'TIMESTAMP_S' || declared === 'TIMESTAMP_MS') return `${column}::TIMESTAMP::VARCHAR`;
  return `${column}::VARCHAR`;
}

function momentsOf(declared: string): MomentForm {
  if (declared === 'TIMESTAMP WITH TIME ZONE') return 'OFFSET';
  if (declared === 'DATE') return 'DATE';
  return declared.startsWith('TIMESTAMP') ? 'NAIVE' : 'NONE';
}
