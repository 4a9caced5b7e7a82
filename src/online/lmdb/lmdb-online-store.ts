import { setImmediate as nextTurn } from 'node:timers/promises';
import { open, type RootDatabase } from 'lmdb';
import { AsofError } from '../../errors/asof-error.js';
import type { OnlineKey, OnlineState, OnlineStore, OnlineWrite } from '../online-store.js';
import { packValue, runOf, unpackValue } from '../state-value.js';
import { lmdbKey, viewStart } from './lmdb-key.js';

/** Reads and writes of more than this many states let other work in between. */
const CHUNK = 4_096;

type Database = RootDatabase<Buffer, Buffer>;

/**
 * An online store in a folder of this machine, which several processes may use at once. The folder is made when missing.
 * A write is on disk when it returns. Throws `ONLINE_STORE_UNAVAILABLE` when the folder cannot be used.
 */
export function openLmdbStore({ directory }: { readonly directory: string }): OnlineStore {
  return new LmdbOnlineStore(openDatabase(directory));
}

class LmdbOnlineStore implements OnlineStore {
  private closing: Promise<void> | undefined;
  private readonly writing = new Set<Promise<unknown>>();

  constructor(private readonly database: Database) {}

  async read(keys: readonly OnlineKey[]): Promise<readonly (OnlineState | null)[]> {
    this.refuseWhenClosed();
    const states: (OnlineState | null)[] = [];
    for (const [index, { view, entityKey }] of keys.entries()) {
      if (index > 0 && index % CHUNK === 0) {
        await nextTurn();
        this.refuseWhenClosed();
      }
      const { bytes, fullKey } = lmdbKey(view, entityKey);
      const value = this.database.getBinaryFast(bytes);
      states.push(value === undefined ? null : unpackValue(value, fullKey));
    }
    return states;
  }

  async write(states: readonly OnlineWrite[]): Promise<number> {
    this.refuseWhenClosed();
    let kept = 0;
    for (let start = 0; start < states.length; start += CHUNK) {
      const packed = states.slice(start, start + CHUNK).map((state) => {
        const { bytes, fullKey } = lmdbKey(state.view, state.entityKey);
        return { key: bytes, run: state.run, value: packValue(state, fullKey) };
      });
      kept += await this.transact(() => packed.filter((state) => this.keepNewer(state)).length);
    }
    return kept;
  }

  async dropView(view: number): Promise<void> {
    const range = { start: viewStart(view), end: viewStart(view + 1), limit: CHUNK };
    let removed: number;
    do {
      removed = await this.transact(() => {
        const keys = Array.from(this.database.getKeys(range));
        for (const key of keys) void this.database.remove(key);
        return keys.length;
      });
    } while (removed === CHUNK);
  }

  async check(): Promise<void> {
    this.refuseWhenClosed();
    try {
      this.database.getBinaryFast(viewStart(0));
    } catch (error) {
      throw unavailable('cannot be read', error);
    }
  }

  close(): Promise<void> {
    this.closing ??= Promise.allSettled(this.writing).then(() => this.database.close());
    return this.closing;
  }

  /** Inside a transaction only: there, what is compared cannot change before the put. */
  private keepNewer({
    key,
    run,
    value,
  }: {
    readonly key: Buffer;
    readonly run: number;
    readonly value: Buffer;
  }): boolean {
    const present = this.database.getBinaryFast(key);
    const presentRun = present === undefined ? undefined : runOf(present);
    if (presentRun !== undefined && presentRun > run) return false;
    void this.database.put(key, value);
    return true;
  }

  private async transact<T>(action: () => T): Promise<T> {
    this.refuseWhenClosed();
    const transaction = this.database.transaction(action);
    this.writing.add(transaction);
    try {
      return await transaction;
    } catch (error) {
      ignoreReason(error);
      throw unavailable('cannot be written to', error);
    } finally {
      this.writing.delete(transaction);
    }
  }

  private refuseWhenClosed(): void {
    if (this.closing !== undefined) throw unavailable('has been closed');
  }
}

function openDatabase(directory: string): Database {
  try {
    return open<Buffer, Buffer>({
      path: directory,
      noSubdir: false,
      keyEncoding: 'binary',
      encoding: 'binary',
      // With overlapping syncs a commit is announced before it is on disk.
      overlappingSync: false,
    });
  } catch (error) {
    throw unavailable('cannot be opened; the message of the system is in the log', error);
  }
}

/** LMDB hands the reason of a failed commit over as a second promise; unattended, its rejection would end the process. */
function ignoreReason(error: unknown): void {
  (error as { readonly commitError?: Promise<unknown> } | null)?.commitError?.catch(() => undefined);
}

function unavailable(what: string, cause?: unknown): AsofError {
  const message = `The online store on this machine ${what}. Check that its folder is there, writable and not full; what it holds can be materialized again.`;
  return new AsofError('ONLINE_STORE_UNAVAILABLE', message, {}, { cause });
}
