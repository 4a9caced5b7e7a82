import { AsofError } from '../../errors/asof-error.js';
import { catalogue } from '../../errors/catalogue.js';

/** One thing that was looked at. `remedy` says what to do, and is null where nothing is to be done. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly remedy: string | null;
}

/** A finding that all is well. */
export function well(name: string, found: string): Finding {
  return { name, ok: true, found, remedy: null };
}

/** A finding of something wrong. */
export function wrong(name: string, found: string, remedy: string): Finding {
  return { name, ok: false, found, remedy };
}

/** The same for something that was thrown. */
export function wrongBecause(name: string, error: unknown): Finding {
  if (error instanceof AsofError) return wrong(name, error.message, catalogue[error.code].remedy);
  return wrong(name, error instanceof Error ? error.message : String(error), 'Report this.');
}
