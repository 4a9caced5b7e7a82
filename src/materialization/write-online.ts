import type { Instant } from '../time/instant.js';
import { encodeEntityKey } from '../values/entity-key.js';
import type { DefinitionVersion, FeatureView, HistoryLayout } from '../definitions/model.js';
import { EntityGrouper } from '../point-in-time/entity-grouper.js';
import type { HistoryRows } from '../point-in-time/history-rows.js';
import { type JoinPlan, planJoin } from '../point-in-time/join-plan.js';
import { encodeOnlineView } from '../point-in-time/online-codec.js';
import { buildOnlineView, liveHorizon } from '../point-in-time/online-state.js';
import type { ChangedRequest, OfflineStore } from '../offline/offline-store.js';
import type { OnlineStore, OnlineWrite } from '../online/online-store.js';

const BATCH_ENTITIES = 1_000;

export interface OnlineWriteRequest {
  readonly view: DefinitionVersion<FeatureView>;
  readonly layout: HistoryLayout;
  /** The newest run the online store holds in full; only entities that changed since are written. */
  readonly afterRun: number;
  readonly run: number;
  readonly now: Instant;
  readonly onProgress: (entities: number) => void;
}

/** Writes the state of every entity that changed since a run into the online store; returns how many there were. */
export async function writeOnline(
  offline: OfflineStore,
  online: OnlineStore,
  request: OnlineWriteRequest,
): Promise<number> {
  const plan = planJoin(request.view.definition, request.layout);
  const changed = changedRequest(request, plan);
  const writer = new OnlineWriter(online, request);
  const entities = new EntityGrouper(plan.types, {
    wants: () => true,
    visit: (entityKey, rows) => writer.add(entityKey, packEntity(rows, plan, request.now)),
  });
  for await (const rows of offline.readChanged(changed)) {
    entities.push(rows);
    await writer.flushFull();
  }
  entities.end();
  for (const keys of await offline.readEmptied(changed)) {
    const entityKey = encodeEntityKey(keys);
    if (entityKey !== null)
      writer.add(
        entityKey,
        encodeOnlineView({ builtAt: request.now, rows: [], settled: plan.features.map(() => []) }, plan.types.values),
      );
  }
  await writer.flush();
  return writer.written;
}

function packEntity(rows: HistoryRows, plan: JoinPlan, now: Instant): Uint8Array {
  return encodeOnlineView(buildOnlineView(rows, plan, now), plan.types.values);
}

function changedRequest({ view, layout, afterRun, run, now }: OnlineWriteRequest, plan: JoinPlan): ChangedRequest {
  const latest = plan.features
    .filter((feature) => feature.isLatest)
    .map((feature) => ({ value: feature.keepsNulls ? null : feature.value, conditions: feature.conditions }));
  const distinct = new Map(latest.map((each) => [JSON.stringify(each), each]));
  return {
    history: { id: view.id, layout },
    afterRun,
    run,
    now,
    horizon: liveHorizon(plan, now),
    latest: [...distinct.values()],
  };
}

/** Gathers states and writes them in batches. */
class OnlineWriter {
  written = 0;
  private batch: OnlineWrite[] = [];

  constructor(
    private readonly online: OnlineStore,
    private readonly request: OnlineWriteRequest,
  ) {}

  add(entityKey: string, bytes: Uint8Array): void {
    this.batch.push({ view: this.request.view.id, entityKey, run: this.request.run, bytes });
  }

  async flushFull(): Promise<void> {
    if (this.batch.length >= BATCH_ENTITIES) await this.flush();
  }

  async flush(): Promise<void> {
    const states = this.batch;
    this.batch = [];
    for (let from = 0; from < states.length; from += BATCH_ENTITIES) {
      await this.online.write(states.slice(from, from + BATCH_ENTITIES));
    }
    this.written += states.length;
    this.request.onProgress(this.written);
  }
}
