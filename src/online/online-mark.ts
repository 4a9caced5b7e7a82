import type { Instant } from '../time/instant.js';
import { decodeOnlineView, encodeOnlineView } from '../point-in-time/online-codec.js';
import type { OnlineKey, OnlineState, OnlineWrite } from './online-store.js';

/**
 * Where an online store itself says how far it holds a view: it may have been emptied, replaced or set back since the registry
 * noted that it was full. No entity has this key.
 */
export function markKey(view: number): OnlineKey {
  return { view, entityKey: '' };
}

/** The mark to write once every state of `run` is kept: an empty state in the form that the states have. */
export function packMark(view: number, run: number, now: Instant): OnlineWrite {
  return { ...markKey(view), run, bytes: encodeOnlineView({ builtAt: now, rows: [], settled: [] }, []) };
}

/** The run that a store says it holds in full; 0 when it says nothing, or holds states of a form that cannot be read any more. */
export function markedRun(mark: OnlineState | null): number {
  return mark && decodeOnlineView(mark.bytes, [], 0) !== null ? mark.run : 0;
}
