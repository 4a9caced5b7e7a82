import { AsofError } from '../errors/asof-error.js';
import { formatInstant, type Instant } from '../time/instant.js';

/** Rows to learn from and strictly later rows to be judged by. */
export interface TimeSplit {
  /** The first instant that is held out: rows before it train. */
  readonly boundary: Instant;
  /** Indexes into the rows, ascending. */
  readonly trainRows: Uint32Array;
  readonly heldOutRows: Uint32Array;
}

/**
 * Splits rows by their spine event times, so that about `heldOutShare` of them, the latest, are held out. Rows of one instant
 * stay together, so the share is met as nearly as the instants allow. Throws `TRAINING_FAILED` when a part would be empty.
 */
export function splitByTime(spineEventTimes: Float64Array, heldOutShare = 0.2): TimeSplit {
  if (!(heldOutShare > 0 && heldOutShare < 1)) {
    throw new AsofError(
      'INPUT_INVALID',
      `The held-out share lies between 0 and 1, but is ${heldOutShare}. Give one like 0.2.`,
      { heldOutShare },
    );
  }
  const boundary = findBoundary(spineEventTimes.toSorted(), heldOutShare);
  const trainRows: number[] = [];
  const heldOutRows: number[] = [];
  spineEventTimes.forEach((time, row) => {
    (time < boundary ? trainRows : heldOutRows).push(row);
  });
  return { boundary, trainRows: Uint32Array.from(trainRows), heldOutRows: Uint32Array.from(heldOutRows) };
}

/** Throws `TRAINING_FAILED` unless both labels are among the rows that train and among those held out. */
export function requireBothLabels(labels: Float64Array, { boundary, trainRows, heldOutRows }: TimeSplit): void {
  const parts = [
    { rows: trainRows, name: 'train', side: 'before' },
    { rows: heldOutRows, name: 'are held out', side: 'from' },
  ];
  for (const { rows, name, side } of parts) {
    const first = labels[rows[0] as number];
    if (rows.some((row) => labels[row] !== first)) continue;
    throw new AsofError(
      'TRAINING_FAILED',
      `All ${rows.length} rows that ${name} (${side} ${formatInstant(boundary)}) have the label ${first === 1 ? 'true' : 'false'}, so nothing can be told apart there. ` +
        'Take a training set over a longer time, or a label that varies.',
      { boundary: formatInstant(boundary), rows: rows.length },
    );
  }
}

/** Of the two instants that the ideal cut lies between, the one that comes nearer to it and leaves rows on both sides. */
function findBoundary(sorted: Float64Array, heldOutShare: number): Instant {
  const ideal = Math.min(sorted.length - 1, Math.round(sorted.length * (1 - heldOutShare)));
  const instant = sorted[ideal] as number;
  const first = sorted.indexOf(instant);
  const after = sorted.lastIndexOf(instant) + 1;
  const cuts = [first, after].filter((cut) => cut > 0 && cut < sorted.length);
  const nearest = cuts.sort((a, b) => Math.abs(a - ideal) - Math.abs(b - ideal))[0];
  if (nearest !== undefined) return sorted[nearest] as number;
  throw new AsofError(
    'TRAINING_FAILED',
    `The ${sorted.length} labelled rows do not lie at two different times, so no later rows can be held out. Take a training set with more rows, over a longer time.`,
    { rows: sorted.length },
  );
}
