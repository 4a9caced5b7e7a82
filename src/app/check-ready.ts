import { AsofError } from '../errors/asof-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { PostgresPool } from '../postgres/pool.js';
import type { OnlineStore } from '../online/online-store.js';
import type { Readiness, ReadinessCheck } from '../services.js';

const PATIENCE_MILLIS = 3_000;

/** Asks Postgres and the online store at once; one that does not answer within three seconds counts as away. */
export function createCheckReady({
  pool,
  online,
}: {
  readonly pool: PostgresPool;
  readonly online: OnlineStore;
}): () => Promise<Readiness> {
  return async () => {
    const checks = await Promise.all([
      check('database', 'DATABASE_UNAVAILABLE', () => checkDatabase(pool)),
      check('onlineStore', 'ONLINE_STORE_UNAVAILABLE', () => online.check()),
    ]);
    return { ready: checks.every(({ failure }) => failure === null), checks };
  };
}

/** A standby answers, but takes no writes: a server that talks to one is not ready. */
async function checkDatabase(pool: PostgresPool): Promise<void> {
  const { rows } = await pool.query<{ readonly standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
  if (rows[0]?.standby !== false) {
    throw new AsofError(
      'DATABASE_UNAVAILABLE',
      'Postgres answers, but takes no writes: it is a standby. Point DATABASE_URL at the primary.',
    );
  }
}

async function check(name: ReadinessCheck['name'], code: ErrorCode, ask: () => Promise<void>): Promise<ReadinessCheck> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new AsofError(code, `No answer within ${PATIENCE_MILLIS / 1_000} seconds.`)),
      PATIENCE_MILLIS,
    );
  });
  try {
    await Promise.race([ask(), patience]);
    return { name, failure: null };
  } catch (error) {
    return {
      name,
      failure: error instanceof AsofError ? error : new AsofError(code, 'It cannot be reached.', {}, { cause: error }),
    };
  } finally {
    clearTimeout(timer);
  }
}
