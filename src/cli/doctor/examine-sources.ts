import type { Source } from '../../definitions/model.js';
import { quoteTable } from '../../postgres/identifier.js';
import { createPool, type PostgresPool } from '../../postgres/pool.js';
import { type Finding, well, wrong } from './finding.js';

interface SourcesToExamine {
  readonly sources: readonly Source[];
  /** Of the platform's own database. */
  readonly pool: PostgresPool;
  /** Addresses of other databases by name. */
  readonly databases: ReadonlyMap<string, string>;
}

/** Whether the table of every source can be read. */
export async function examineSources({ sources, pool, databases }: SourcesToExamine): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const source of sources) {
    const url = source.database === null ? null : databases.get(source.database);
    if (url === undefined) findings.push(unnamedDatabase(source));
    else if (url === null) findings.push(await examineTable(source, pool));
    else findings.push(await examineElsewhere(source, url));
  }
  return findings;
}

async function examineElsewhere(source: Source, url: string): Promise<Finding> {
  const pool = createPool(url, { max: 1, statementTimeoutMillis: 10_000 });
  try {
    return await examineTable(source, pool);
  } finally {
    await pool.close();
  }
}

async function examineTable({ name, table }: Source, pool: PostgresPool): Promise<Finding> {
  try {
    await pool.query(`SELECT 1 FROM ${quoteTable(table)} LIMIT 1`);
    return well('source', `${name} reads ${table}`);
  } catch (error) {
    return wrong(
      'source',
      `${name} cannot read ${table}: ${(error as Error).message}`,
      'Create the table, start its database, or grant SELECT on it.',
    );
  }
}

function unnamedDatabase({ name, database }: Source): Finding {
  return wrong(
    'source',
    `${name} is in the database ${JSON.stringify(database)}, which is not configured`,
    'Name it in ASOF_SOURCES.',
  );
}
