/** Names one entity's state of one feature view version. */
export interface OnlineKey {
  /** The id of the feature view version. */
  readonly view: number;
  /** The entity's join keys, injectively encoded (`values/entity-key.ts`). */
  readonly entityKey: string;
}

/** The state of an entity, as of a run: an opaque packed value that the store neither reads nor changes. */
export interface OnlineState {
  /** The materialization run this state is as of. */
  readonly run: number;
  readonly bytes: Uint8Array;
}

/** What to keep under a key. */
export interface OnlineWrite extends OnlineKey, OnlineState {}

/**
 * The newest state per entity and feature view version: a cache of history that answers live reads.
 * A state of an older run never replaces one of a newer run, whoever writes last and however many write at once.
 */
export interface OnlineStore {
  /** The states under `keys`, one per key in the same order; `null` where nothing is kept. Any number of keys. */
  read(keys: readonly OnlineKey[]): Promise<readonly (OnlineState | null)[]>;
  /** Keeps every state that is of the same run as the kept one or newer; durable when it returns. Returns how many were kept. */
  write(states: readonly OnlineWrite[]): Promise<number>;
  /** Removes every state of a view version and of no other. */
  dropView(view: number): Promise<void>;
  /** Resolves when the store answers, throws `ONLINE_STORE_UNAVAILABLE` when it does not. */
  check(): Promise<void>;
  close(): Promise<void>;
}
