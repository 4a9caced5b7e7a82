import { type Catalog, createCatalog } from '../definitions/catalog.js';
import { parseVersionReference } from '../definitions/feature-reference.js';
import type { DefinitionRegistry } from '../registry/definition-registry.js';
import type { ModelRegistry } from '../registry/model-registry.js';
import type { MaterializationRun } from '../registry/run-registry.js';
import type { MaterializationProgress } from './materialization-progress.js';
import { type HistoryVersion, type MaterializationStores, materializeVersion } from './materialize-version.js';

export interface MaterializeRequest {
  /** Names of feature views and label sets (`View` or `View@2`); all registered newest versions when null. */
  readonly views: readonly string[] | null;
  /** Whether to return only once every run has ended; otherwise runs are returned as they stand and go on. */
  readonly wait: boolean;
  readonly onProgress?: (progress: MaterializationProgress) => void;
}

/**
 * Brings what sources hold into history and from there into the online store, one run per view and label set.
 * A run that fails is returned as `FAILED` with its reason and stops no other.
 */
export type Materialize = (request: MaterializeRequest) => Promise<readonly MaterializationRun[]>;

export interface MaterializeDeps extends MaterializationStores {
  readonly definitions: DefinitionRegistry;
  readonly models: ModelRegistry;
}

/** How many views are brought up to date at once: enough to keep the database busy, and no more. */
const AT_ONCE = 2;

export function createMaterialize(deps: MaterializeDeps): Materialize {
  return async ({ views, wait, onProgress = () => undefined }) => {
    const catalog = createCatalog(await deps.definitions.read());
    const versions =
      views === null ? await versionsInUse(catalog, deps.models) : views.map((name) => findVersion(catalog, name));
    const begun = versions.map(() => deferred<MaterializationRun>());
    const ended = runAll(versions, (version, index) => {
      const run = materializeVersion(deps, {
        version,
        rowKeys: null,
        onProgress,
        onBegin: (each) => begun[index]?.resolve(each),
      });
      run.catch((error: unknown) => begun[index]?.reject(error));
      return run;
    });
    if (wait) return ended;
    ended.catch(() => undefined);
    return Promise.all(begun.map((each) => each.promise));
  };
}

/** The newest version of every feature view and label set, and the older ones that services and live models use. */
export async function versionsInUse(catalog: Catalog, models: ModelRegistry): Promise<readonly HistoryVersion[]> {
  const services = catalog.list('FeatureService').flatMap((service) => catalog.resolveServiceVersion(service).views);
  const live = (await models.list(null)).filter((model) => model.state === 'LIVE');
  const trainedOn = live.flatMap((model) => model.features.map(({ viewId }) => catalog.byId('FeatureView', viewId)));
  const all = [...catalog.list('FeatureView'), ...services, ...trainedOn, ...catalog.list('LabelSet')];
  return [...new Map(all.map((version) => [version.id, version])).values()];
}

function findVersion(catalog: Catalog, reference: string): HistoryVersion {
  const { name, version } = parseVersionReference(reference);
  return catalog.find('LabelSet', name)
    ? catalog.get('LabelSet', name, version)
    : catalog.get('FeatureView', name, version);
}

/** Calls `work` for every item, a few at once, and gives the results in the order of the items. */
async function runAll<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => undefined;
  let reject: Deferred<T>['reject'] = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
