import { AsofError } from '../../errors/asof-error.js';
import { didYouMean } from '../../errors/did-you-mean.js';
import type { PostgresPool } from '../../postgres/pool.js';
import { createPool } from '../../postgres/pool.js';

/** The databases that sources are in. */
export interface SourceDatabases {
  /** Connections to a named database, or to the platform's own for null. Throws `SOURCE_DATABASE_NOT_FOUND`. */
  pool(database: string | null): PostgresPool;
  /** Closes the named ones; the platform's own belongs to whoever opened it. */
  close(): Promise<void>;
}

/** The platform's own database as `default`, and others by name; a named one is not connected to before its first use. */
export function createSourceDatabases({
  default: platform,
  named,
}: {
  readonly default: PostgresPool;
  readonly named: ReadonlyMap<string, string>;
}): SourceDatabases {
  const opened = new Map<string, PostgresPool>();
  const open = (name: string, connectionString: string): PostgresPool => {
    const pool = opened.get(name) ?? createPool(connectionString, { max: 4, applicationName: 'asof source' });
    opened.set(name, pool);
    return pool;
  };
  return {
    pool: (database) => {
      if (database === null) return platform;
      const connectionString = named.get(database);
      if (connectionString === undefined) throw notConfigured(database, [...named.keys()]);
      return open(database, connectionString);
    },
    close: async () => {
      await Promise.all([...opened.values()].map((pool) => pool.close()));
    },
  };
}

function notConfigured(database: string, known: readonly string[]): AsofError {
  const hint =
    known.length === 0
      ? ' None is configured: leave the name out for the database of Asof itself, or set ASOF_SOURCES.'
      : didYouMean(database, known);
  return new AsofError(
    'SOURCE_DATABASE_NOT_FOUND',
    `No source database named ${JSON.stringify(database)} is configured.${hint}`,
    { database },
  );
}
