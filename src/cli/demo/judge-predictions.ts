import type { Instant } from '../../time/instant.js';
import { evaluateBinary } from '../../models/metrics.js';
import type { LivePrediction } from './replay-day.js';

/** How good probabilities were on flights whose outcome is known. */
export interface Score {
  readonly rows: number;
  readonly auc: number;
  readonly standardError: number;
  readonly logLoss: number;
  readonly baseRate: number;
}

/** More than a quarter of an hour. */
const LATE_MINUTES = 15;

/**
 * The score of the model version at `place` of the replay, on the flights that had left by `knownAt`; null when all of those
 * were late, or none. `notYetGone` leaves out the flights that had already left when they were asked about.
 */
export function judgePredictions(
  predictions: readonly LivePrediction[],
  { place, knownAt, notYetGone }: { readonly place: number; readonly knownAt: Instant; readonly notYetGone: boolean },
): Score | null {
  const judged = predictions.filter(
    ({ flight, at }) => flight.departedAt <= knownAt && !(notYetGone && flight.departedAt <= at),
  );
  if (judged.length === 0) return null;
  const labels = Float64Array.from(judged, ({ flight }) => (flight.delay > LATE_MINUTES ? 1 : 0));
  const metrics = evaluateBinary(
    labels,
    Float64Array.from(judged, ({ probabilities }) => probabilities[place] ?? 0),
  );
  const { rows, auc, aucStandardError, logLoss, baseRate } = metrics;
  return auc === null || aucStandardError === null
    ? null
    : { rows, auc, standardError: aucStandardError, logLoss, baseRate };
}
