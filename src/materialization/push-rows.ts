import { AsofError } from '../errors/asof-error.js';
import type { Value } from '../values/feature-type.js';
import { type Catalog, createCatalog } from '../definitions/catalog.js';
import type { RowIntake } from '../sources/row-intake.js';
import { type MaterializeDeps, versionsInUse } from './materialize.js';
import { materializeVersion } from './materialize-version.js';

/** Rows for the table of a source, as JSON objects by column name. */
export interface PushRowsRequest {
  readonly source: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The same key again changes nothing and returns the first report. */
  readonly idempotencyKey: string | null;
}

export interface PushReport {
  readonly accepted: number;
  /** Rows that were not taken in, by their place in the request. */
  readonly refused: readonly { readonly index: number; readonly code: string; readonly message: string }[];
  /** Whether this idempotency key had been pushed before. */
  readonly duplicate: boolean;
}

/** Inserts rows into a source table; durable in Postgres and visible live when it returns. */
export type PushRows = (request: PushRowsRequest) => Promise<PushReport>;

export interface PushRowsDeps extends MaterializeDeps {
  readonly intake: RowIntake;
}

/** The most rows one call takes. */
export const PUSH_LIMIT = 10_000;

export function createPushRows(deps: PushRowsDeps): PushRows {
  return async ({ source: name, rows, idempotencyKey }) => {
    if (rows.length > PUSH_LIMIT) {
      throw new AsofError(
        'TOO_MANY_ROWS',
        `One call takes up to ${PUSH_LIMIT} rows, but ${rows.length} were pushed. Split them, or import them as a file.`,
        { limit: PUSH_LIMIT, found: rows.length },
      );
    }
    const catalog = createCatalog(await deps.definitions.read());
    const source = catalog.newest('Source', name);
    const { rowKeys, ...report } = await deps.intake.insert({
      source: source.definition,
      rows,
      idempotencyKey,
      receivedAt: deps.clock.now(),
    });
    if (report.accepted > 0) await bringIn(deps, { catalog, source: name, rowKeys });
    return report;
  };
}

interface Arrival {
  readonly catalog: Catalog;
  readonly source: string;
  readonly rowKeys: readonly (readonly Value[])[] | null;
}

/** Brings rows that have just arrived into every history of their source that has been loaded before. */
async function bringIn(deps: PushRowsDeps, { catalog, source, rowKeys }: Arrival): Promise<void> {
  const versions = (await versionsInUse(catalog, deps.models)).filter(({ definition }) => definition.source === source);
  const watermarks = await deps.runs.watermarks(versions.map(({ id }) => id));
  for (const version of versions) {
    if ((watermarks.get(version.id)?.historyRun ?? 0) === 0) continue;
    const run = await materializeVersion(deps, {
      version,
      rowKeys,
      onProgress: () => undefined,
      onBegin: () => undefined,
    });
    if (run.failure) {
      throw new AsofError(
        'NOT_MATERIALIZED',
        `The rows are kept in the source, but ${run.name} could not take them in yet: ${run.failure.message}`,
        { view: run.name, code: run.failure.code },
      );
    }
  }
}
