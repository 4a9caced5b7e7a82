import { AsofError } from '../errors/asof-error.js';
import type { Clock } from '../time/clock.js';
import type { Instant } from '../time/instant.js';
import { encodeEntityKey } from '../values/entity-key.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import type { Catalog } from '../definitions/catalog.js';
import type { DefinitionVersion, FeatureView } from '../definitions/model.js';
import type { FeatureColumn, ResolvedFeatures } from '../definitions/resolve-features.js';
import { type JoinPlan, planJoin } from '../point-in-time/join-plan.js';
import { decodeOnlineView } from '../point-in-time/online-codec.js';
import { type FeatureStatus, type LiveValue, readOnlineView } from '../point-in-time/online-state.js';
import type { RunRegistry } from '../registry/run-registry.js';
import { markedRun, markKey } from '../online/online-mark.js';
import type { OnlineKey, OnlineState, OnlineStore } from '../online/online-store.js';
import { readEntityKeys } from './read-entity-keys.js';

export interface FeatureVectorsRequest {
  /** A feature service, or a list of `View`, `View.feature`, `View@2.feature`; exactly one of the two. */
  readonly service: string | null;
  readonly features: readonly string[] | null;
  /** Join keys by name, for every entity of the features asked for. At most 1,000. */
  readonly entities: readonly Readonly<Record<string, unknown>>[];
}

export interface FeatureVector {
  readonly entity: Readonly<Record<string, unknown>>;
  /** One per column. */
  readonly values: readonly Value[];
  readonly statuses: readonly FeatureStatus[];
  /** The event time of the newest row behind each value; null where there is none. */
  readonly eventTimes: readonly (Instant | null)[];
}

export interface FeatureVectors {
  readonly columns: readonly { readonly name: string; readonly type: FeatureType }[];
  /** One per entity, in the order asked. */
  readonly vectors: readonly FeatureVector[];
  /** The moment they are true of. */
  readonly at: Instant;
}

export type { FeatureStatus };

/** What the features of entities are now, from the online store. */
export type ReadFeatureVectors = (request: FeatureVectorsRequest) => Promise<FeatureVectors>;

export interface FeatureVectorDeps {
  /** What is registered; may be some tenths of a second old. */
  readonly catalog: () => Promise<Catalog>;
  readonly runs: RunRegistry;
  readonly online: OnlineStore;
  readonly clock: Clock;
}

/** The most entities one call takes. */
export const ENTITY_LIMIT = 1_000;

export function createReadFeatureVectors(deps: FeatureVectorDeps): ReadFeatureVectors {
  const readColumns = createReadColumns(deps);
  return async ({ service, features, entities }) => {
    if ((service === null) === (features === null)) {
      throw new AsofError(
        'INPUT_INVALID',
        'Ask for the features of a service or for a list of features: exactly one of "service" and "features" must be given.',
      );
    }
    if (features?.length === 0) {
      throw new AsofError(
        'INPUT_INVALID',
        'The list of features is empty. Name a feature or a feature view, or a service.',
      );
    }
    const catalog = await deps.catalog();
    const resolved = service === null ? catalog.resolveFeatures(features ?? []) : catalog.resolveService(service);
    return readColumns(resolved, entities, []);
  };
}

/** Reads resolved features; entities may hold the names in `alsoAllowed` beside their join keys. */
export type ReadColumns = (
  resolved: ResolvedFeatures,
  entities: readonly Readonly<Record<string, unknown>>[],
  alsoAllowed: readonly string[],
) => Promise<FeatureVectors>;

export function createReadColumns(deps: Omit<FeatureVectorDeps, 'catalog'>): ReadColumns {
  const plans = new Map<number, JoinPlan>();
  const materialized = new Set<number>();
  return async (resolved, entities, alsoAllowed) => {
    if (entities.length > ENTITY_LIMIT) {
      throw new AsofError(
        'TOO_MANY_ROWS',
        `One call takes up to ${ENTITY_LIMIT} entities, but ${entities.length} were asked for. Split the request.`,
        { limit: ENTITY_LIMIT, found: entities.length },
      );
    }
    const keys = readEntityKeys(resolved.columns, entities, alsoAllowed);
    await refuseUnmaterialized(deps.runs, resolved.views, materialized);
    const at = deps.clock.now();
    const states = await readStates(deps.online, resolved.views, keys);
    const readers = resolved.views.map((view) => new ViewReader(view, planOf(plans, view), at));
    const places = placesOf(resolved.columns, readers);
    const vectors = entities.map((entity, row) => {
      const live = readers.map((reader, index) => reader.read(states[row * readers.length + index] ?? null));
      return assemble(entity, places, live);
    });
    return {
      columns: resolved.columns.map(({ column, feature }) => ({ name: column, type: feature.type })),
      vectors,
      at,
    };
  };
}

function planOf(plans: Map<number, JoinPlan>, view: DefinitionVersion<FeatureView>): JoinPlan {
  let plan = plans.get(view.id);
  if (!plan) {
    if (!view.history) throw new AsofError('INTERNAL', `"${view.definition.name}" keeps no history.`);
    plan = planJoin(view.definition, view.history);
    plans.set(view.id, plan);
  }
  return plan;
}

/** Refuses views that were never materialized; once one was, it stays so and is not asked about again. */
async function refuseUnmaterialized(
  runs: RunRegistry,
  views: readonly DefinitionVersion<FeatureView>[],
  materialized: Set<number>,
): Promise<void> {
  const unsure = views.filter((view) => !materialized.has(view.id));
  if (unsure.length === 0) return;
  const watermarks = await runs.watermarks(unsure.map((view) => view.id));
  for (const view of unsure) {
    if (!view.definition.online) {
      throw new AsofError(
        'NOT_MATERIALIZED',
        `The feature view "${view.definition.name}" is not kept online (online: false). Read it in a training set.`,
        { view: view.definition.name },
      );
    }
    if ((watermarks.get(view.id)?.onlineRun ?? 0) === 0) {
      throw new AsofError(
        'NOT_MATERIALIZED',
        `Version ${view.version} of the feature view "${view.definition.name}" has not been materialized yet. Run the materialize mutation or "asof materialize ${view.definition.name}".`,
        { view: view.definition.name, version: view.version },
      );
    }
    materialized.add(view.id);
  }
}

/** An online store that lost what it held would answer that no entity is known. */
function refuseLost(views: readonly DefinitionVersion<FeatureView>[], marks: readonly (OnlineState | null)[]): void {
  const lost = views.find((_view, index) => markedRun(marks[index] ?? null) === 0);
  if (!lost) return;
  const { name } = lost.definition;
  throw new AsofError(
    'NOT_MATERIALIZED',
    `The online store holds nothing of "${name}" any more: it was emptied or replaced. Run the materialize mutation or "asof materialize ${name}" to fill it from history.`,
    { view: name, version: lost.version },
  );
}

/** One read for all entities and views; the state of entity `i` in view `j` stands at `i * views + j`. */
async function readStates(
  online: OnlineStore,
  views: readonly DefinitionVersion<FeatureView>[],
  keys: readonly ReadonlyMap<string, readonly Value[]>[],
): Promise<(OnlineState | null)[]> {
  const wanted = keys.flatMap((byEntity) =>
    views.map((view) => ({
      view: view.id,
      entityKey: encodeEntityKey(byEntity.get(view.definition.entity) ?? [null]),
    })),
  );
  const known = wanted.filter((key): key is OnlineKey => key.entityKey !== null);
  const states = await online.read([...views.map((view) => markKey(view.id)), ...known]);
  refuseLost(views, states);
  let next = views.length;
  return wanted.map(({ entityKey }) => {
    if (entityKey === null) return null;
    next += 1;
    return states[next - 1] ?? null;
  });
}

class ViewReader {
  constructor(
    readonly view: DefinitionVersion<FeatureView>,
    private readonly plan: JoinPlan,
    private readonly at: Instant,
  ) {}

  read(state: OnlineState | null): readonly LiveValue[] {
    const kept = state ? decodeOnlineView(state.bytes, this.plan.types.values, this.plan.features.length) : null;
    return readOnlineView(kept, this.plan, this.at);
  }

  indexOf({ feature }: FeatureColumn): number {
    return this.plan.features.findIndex((each) => each.name === feature.name);
  }
}

/** Where the answer to a column stands: in which view's answers, and at which feature of that view. */
interface Place {
  readonly view: number;
  readonly feature: number;
}

function placesOf(columns: readonly FeatureColumn[], readers: readonly ViewReader[]): readonly Place[] {
  return columns.map((column) => {
    const view = readers.findIndex((reader) => reader.view.id === column.view.id);
    return { view, feature: (readers[view] as ViewReader).indexOf(column) };
  });
}

function assemble(
  entity: Readonly<Record<string, unknown>>,
  places: readonly Place[],
  live: readonly (readonly LiveValue[])[],
): FeatureVector {
  const answers = places.map(({ view, feature }) => (live[view] as readonly LiveValue[])[feature] as LiveValue);
  return {
    entity,
    values: answers.map((answer) => answer.value),
    statuses: answers.map((answer) => answer.status),
    eventTimes: answers.map((answer) => answer.eventTime),
  };
}
