import type { OnlineKey, OnlineState, OnlineStore, OnlineWrite } from '../online-store.js';
import { packValue, unpackValue } from '../state-value.js';
import { RedisConnection } from './redis-connection.js';
import { isKeyOfView, keyPrefix, type RedisKey, redisKey, viewPattern } from './redis-key.js';
import { type PackedWrite, writeNewer } from './write-newer.js';

const KEYS_PER_MGET = 512;
const MGETS_PER_PIPELINE = 8;
const WRITES_PER_PIPELINE = 512;
const BYTES_PER_PIPELINE = 4 * 1024 * 1024;
const KEYS_PER_SCAN = 1_000;

/**
 * An online store in Redis, under keys that begin with the namespace: stores of other namespaces see nothing of it.
 * Opening does not connect; a Redis that is away is met by the first call, with `ONLINE_STORE_UNAVAILABLE`, and every
 * later call tries again. What a write kept is as durable as that Redis is configured to be.
 */
export function openRedisStore({ url, namespace }: { readonly url: string; readonly namespace: string }): OnlineStore {
  return new RedisOnlineStore(new RedisConnection(url), namespace);
}

class RedisOnlineStore implements OnlineStore {
  constructor(
    private readonly connection: RedisConnection,
    private readonly namespace: string,
  ) {}

  async read(keys: readonly OnlineKey[]): Promise<readonly (OnlineState | null)[]> {
    const states: (OnlineState | null)[] = [];
    const step = KEYS_PER_MGET * MGETS_PER_PIPELINE;
    for (let start = 0; start < keys.length; start += step) {
      const redisKeys = keys
        .slice(start, start + step)
        .map(({ view, entityKey }) => redisKey(this.namespace, view, entityKey));
      states.push(...(await this.readSome(redisKeys)));
    }
    return states;
  }

  async write(states: readonly OnlineWrite[]): Promise<number> {
    let kept = 0;
    let batch: PackedWrite[] = [];
    let batchBytes = 0;
    for (const state of states) {
      const { name, fullKey } = redisKey(this.namespace, state.view, state.entityKey);
      const value = packValue(state, fullKey);
      if (
        batch.length === WRITES_PER_PIPELINE ||
        (batch.length > 0 && batchBytes + value.length > BYTES_PER_PIPELINE)
      ) {
        kept += await writeNewer(this.connection, batch);
        batch = [];
        batchBytes = 0;
      }
      batch.push({ name, value });
      batchBytes += value.length;
    }
    return batch.length === 0 ? kept : kept + (await writeNewer(this.connection, batch));
  }

  /** Looks at every key of the database once, a thousand at a time, and so leaves Redis free for others in between. */
  async dropView(view: number): Promise<void> {
    let cursor = '0';
    let losses: number;
    do {
      losses = this.connection.losses;
      const [reply] = await this.connection.results((pipeline) => {
        pipeline.scan(cursor, 'MATCH', viewPattern(this.namespace, view), 'COUNT', KEYS_PER_SCAN);
      });
      const [next, found] = reply as [string, string[]];
      const names = found.filter((name) => isKeyOfView(name, this.namespace, view));
      if (names.length > 0) await this.connection.results((pipeline) => pipeline.unlink(...names));
      // A cursor means nothing to a server that has been restarted.
      cursor = losses === this.connection.losses ? next : '0';
    } while (cursor !== '0' || losses !== this.connection.losses);
  }

  /** Writes a key of its own, since a Redis that answers may still refuse writes: a replica, a full disk, no memory left. */
  async check(): Promise<void> {
    await this.connection.results((pipeline) => pipeline.set(`${keyPrefix(this.namespace)}check`, '1', 'EX', 60));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async readSome(keys: readonly RedisKey[]): Promise<(OnlineState | null)[]> {
    const replies = await this.connection.results((pipeline) => {
      for (let start = 0; start < keys.length; start += KEYS_PER_MGET) {
        pipeline.mgetBuffer(keys.slice(start, start + KEYS_PER_MGET).map(({ name }) => name));
      }
    });
    const values = (replies as (Buffer | null)[][]).flat();
    return keys.map(({ fullKey }, index) => {
      const value = values[index] ?? null;
      return value === null ? null : unpackValue(value, fullKey);
    });
  }
}
