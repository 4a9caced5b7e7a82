import type { FeatureType } from '../../src/values/feature-type.js';

/** Columns of every type, and some whose names need quotes. */
export const COLUMNS: ReadonlyMap<string, FeatureType> = new Map<string, FeatureType>([
  ['i', 'Int'],
  ['j', 'Int'],
  ['b', 'BigInt'],
  ['d', 'Decimal'],
  ['f', 'Float'],
  ['ok', 'Boolean'],
  ['done', 'Boolean'],
  ['kind', 'String'],
  ['other', 'String'],
  ['at', 'DateTime'],
  ['known_at', 'DateTime'],
  ['Delay', 'Int'],
  ['two words', 'Int'],
  ['say "hi"', 'String'],
  ['größe', 'Int'],
]);
