import { AsofError } from '../errors/asof-error.js';
import type { FeatureType, Value } from '../values/feature-type.js';

/** The features of many rows as numbers, column by column. A missing value is NaN, in this room only. */
export interface FeatureMatrix {
  readonly rowCount: number;
  /** Names, types and columns stand in one order: the order of the features. */
  readonly names: readonly string[];
  readonly types: readonly FeatureType[];
  readonly columns: readonly Float64Array[];
}

/** A feature as a model record keeps it. */
export interface ModelFeature {
  readonly name: string;
  readonly type: FeatureType;
}

/** Whether a model can look at features of this type: all but String, which has no number of its own. */
export function isModelType(type: FeatureType): boolean {
  return type !== 'String';
}

/** Sentences about the features a model cannot look at; empty when it can look at all of them. */
export function checkModelFeatures(features: readonly ModelFeature[]): string[] {
  const problems =
    features.length === 0 ? ['There is no feature to learn from. Name at least one in the feature service.'] : [];
  const seen = new Set<string>();
  for (const { name, type } of features) {
    if (seen.has(name)) problems.push(`The feature ${JSON.stringify(name)} is there twice. Name it once.`);
    if (!isModelType(type)) problems.push(refusal(JSON.stringify(name), type));
    seen.add(name);
  }
  return problems;
}

/**
 * The number a model sees for a value: Int and Float as they are, BigInt and Decimal as the nearest double, Boolean as 1 and 0,
 * DateTime as seconds since 1970, null as NaN. Throws `VALUE_INVALID` naming `feature` for a String, for a value that is not
 * of its type, and for one that no finite double comes near.
 */
export function toNumber(value: Value, type: FeatureType, feature = 'a value'): number {
  const name = feature === 'a value' ? feature : JSON.stringify(feature);
  if (!isModelType(type)) throw new AsofError('VALUE_INVALID', refusal(name, type), { feature, type });
  if (value === null) return Number.NaN;
  const number = readNumber(value, type);
  if (!Number.isFinite(number)) {
    const found = `${typeof value} ${String(value).slice(0, 40)}`;
    throw new AsofError(
      'VALUE_INVALID',
      `${name} should be ${type} within the range of a double, but is ${found}. Send a value of that type, or null.`,
      { feature, type },
    );
  }
  return number;
}

function readNumber(value: Exclude<Value, null>, type: FeatureType): number {
  switch (type) {
    case 'Boolean':
      return typeof value === 'boolean' ? Number(value) : Number.NaN;
    case 'BigInt':
      return typeof value === 'bigint' ? Number(value) : Number.NaN;
    case 'Decimal':
      return typeof value === 'string' && /\d/.test(value) ? Number(value) : Number.NaN;
    case 'DateTime':
      return typeof value === 'number' ? value / 1_000_000 : Number.NaN;
    default:
      return typeof value === 'number' ? value : Number.NaN;
  }
}

function refusal(name: string, type: FeatureType): string {
  return `${name} is a ${type}, and a model looks at numbers, booleans and times only. Leave it out of the feature service, or derive a number from it.`;
}
