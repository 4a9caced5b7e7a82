import type { LoggedPrediction } from '../../src/prediction-log/prediction-log.js';

/** The id of the prediction of that number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A prediction of that number. */
export function samplePrediction(number: number, changes: Partial<LoggedPrediction> = {}): LoggedPrediction {
  return {
    id: idOf(number),
    model: 'LateDeparture',
    modelVersion: 3,
    modelVersionId: 41,
    predictedAt: 1_795_000_000_123_456 + number,
    entity: { iata: 'JFK' },
    features: [
      { name: 'AirportDelays.meanDelay3h', value: 0.1 * number, status: 'PRESENT', eventTime: 1_794_999_999_000_001 },
    ],
    prediction: number % 2 === 0,
    probability: 1 / (number + 3),
    ...changes,
  };
}
