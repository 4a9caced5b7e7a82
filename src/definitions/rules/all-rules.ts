import { labelColumnsAreDistinct } from './label-columns-are-distinct.js';
import { labelsNameEveryEntity } from './labels-name-every-entity.js';
import { modelsCanBeTrained } from './models-can-be-trained.js';
import { namesAreFree } from './names-are-free.js';
import { nonNullIsNeverNull } from './non-null-is-never-null.js';
import { onMatchesJoinKeys } from './on-matches-join-keys.js';
import { referencesExist } from './references-exist.js';
import type { Rule } from './rule.js';
import { serviceFeaturesAreDistinct } from './service-features-are-distinct.js';
import { windowsMakeSense } from './windows-make-sense.js';

/** Every rule that can be judged without a table. A new rule is a file here and a line in this list. */
export const ALL_RULES: readonly Rule[] = [
  namesAreFree,
  referencesExist,
  onMatchesJoinKeys,
  windowsMakeSense,
  nonNullIsNeverNull,
  labelColumnsAreDistinct,
  serviceFeaturesAreDistinct,
  labelsNameEveryEntity,
  modelsCanBeTrained,
];
