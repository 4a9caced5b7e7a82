import { type JoinPlan } from '../../src/point-in-time/join-plan.js';
import { type Feature, planOf } from '../agreement/scenario.js';

/** A plan over `smallHistory` rows: a text key, an Int value, a condition. */
export function planOfFeatures(features: readonly Partial<Feature>[], ttlMicros: number | null = null): JoinPlan {
  return planOf({
    keyTypes: ['String'],
    rowKeyTypes: ['Int'],
    valueTypes: ['Int'],
    conditionCount: 1,
    rows: [],
    ttlMicros,
    spine: [],
    asOf: 0,
    hindsight: false,
    features: features.map((feature, index) => ({
      name: `f${index}`,
      aggregate: 'latest',
      value: 0,
      type: 'Int',
      overMicros: null,
      stepMicros: null,
      skipNulls: false,
      conditions: [],
      ...feature,
    })),
  });
}
