import type { FeatureMatrix } from '../../src/models/feature-matrix.js';

/** A matrix of Float columns by name; null is missing. */
export function matrixOf(columns: Readonly<Record<string, ArrayLike<number | null>>>): FeatureMatrix {
  const names = Object.keys(columns);
  const filled = names.map((name) =>
    Float64Array.from(Array.from(columns[name] ?? []), (value) => value ?? Number.NaN),
  );
  return { rowCount: filled[0]?.length ?? 0, names, types: names.map(() => 'Float'), columns: filled };
}

/** A standard normal number (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
