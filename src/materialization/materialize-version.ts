import { AsofError } from '../errors/asof-error.js';
import type { Clock } from '../time/clock.js';
import type { Value } from '../values/feature-type.js';
import type { DefinitionVersion, FeatureView, HistoryLayout, LabelSet } from '../definitions/model.js';
import type { MaterializationRun, RunRegistry } from '../registry/run-registry.js';
import type { LoadReport, OfflineStore } from '../offline/offline-store.js';
import { markedRun, markKey, packMark } from '../online/online-mark.js';
import type { OnlineStore } from '../online/online-store.js';
import { explainFailure } from './explain-failure.js';
import type { MaterializationProgress } from './materialization-progress.js';
import { writeOnline } from './write-online.js';

/** A definition version that keeps a history. */
export type HistoryVersion = DefinitionVersion<FeatureView> | DefinitionVersion<LabelSet>;

export interface MaterializationStores {
  readonly runs: RunRegistry;
  readonly offline: OfflineStore;
  readonly online: OnlineStore;
  readonly clock: Clock;
}

export interface MaterializeVersionRequest {
  readonly version: HistoryVersion;
  /** Only these rows of the source; null for all. */
  readonly rowKeys: readonly (readonly Value[])[] | null;
  readonly onProgress: (progress: MaterializationProgress) => void;
  /** Told of the run as soon as it has begun. */
  readonly onBegin: (run: MaterializationRun) => void;
}

/** `AirportDelays@2`. */
export function versionName({ definition, version }: DefinitionVersion): string {
  return `${definition.name}@${version}`;
}

/** One run: source → history → online. A run that fails says why and is returned; what it had not finished is as before. */
export function materializeVersion(
  stores: MaterializationStores,
  request: MaterializeVersionRequest,
): Promise<MaterializationRun> {
  const { version } = request;
  const layout = version.history;
  if (!layout) throw new AsofError('INTERNAL', `"${version.definition.name}" keeps no history.`);
  return stores.offline.exclusive({ id: version.id, layout }, async () => {
    const run = await stores.runs.begin({ id: version.id, name: versionName(version) }, stores.clock.now());
    request.onBegin(run);
    try {
      return await carryOut(stores, { ...request, layout, run });
    } catch (error) {
      const failure = explainFailure(error, layout);
      return stores.runs.fail(run.id, { finishedAt: stores.clock.now(), ...failure });
    }
  });
}

interface RunUnderWay extends MaterializeVersionRequest {
  readonly layout: HistoryLayout;
  readonly run: MaterializationRun;
}

async function carryOut(
  stores: MaterializationStores,
  { version, layout, run, rowKeys, onProgress }: RunUnderWay,
): Promise<MaterializationRun> {
  const { runs, offline, online, clock } = stores;
  const name = versionName(version);
  const history = { id: version.id, layout };
  const arrivedAt = clock.now();
  const watermark = (await runs.watermarks([version.id])).get(version.id);
  onProgress({ name, stage: 'HISTORY', done: 0, total: null });
  const load = await offline.load({
    history,
    run: run.run,
    readBy: version.definition.kind === 'LabelSet' ? 'TIME' : 'ENTITY',
    arrivedAt,
    rowKeys: layout.rowKey.length === 0 ? null : rowKeys,
  });
  const report = { ...load, entitiesWritten: 0 };
  await runs.markInHistory(run.id, report);
  onProgress({ name, stage: 'HISTORY', done: load.rowsRead, total: load.rowsRead });
  if (!isOnline(version)) return runs.succeed(run.id, { finishedAt: clock.now(), report, online: false });
  const [mark = null] = await online.read([markKey(version.id)]);
  const afterRun = Math.min(watermark?.onlineRun ?? 0, markedRun(mark));
  const isCurrent = isUnchanged(load) && afterRun > 0 && afterRun === run.run - 1;
  const entitiesWritten = isCurrent
    ? 0
    : await writeOnline(offline, online, {
        view: version,
        layout,
        afterRun,
        run: run.run,
        now: arrivedAt,
        onProgress: (done) => onProgress({ name, stage: 'ONLINE', done, total: null }),
      });
  await online.write([packMark(version.id, run.run, arrivedAt)]);
  return runs.succeed(run.id, { finishedAt: clock.now(), report: { ...report, entitiesWritten }, online: true });
}

function isOnline(version: HistoryVersion): version is DefinitionVersion<FeatureView> {
  return version.definition.kind === 'FeatureView' && version.definition.online;
}

function isUnchanged({ rowsAdded, rowsClosed }: LoadReport): boolean {
  return rowsAdded === 0 && rowsClosed === 0;
}
