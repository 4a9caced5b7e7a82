import { registerEnumType } from 'type-graphql';
import { FEATURE_TYPES, type FeatureType } from '../values/feature-type.js';
import type { AggregateName, SourceChanges } from '../definitions/model.js';
import type { ModelState } from '../registry/model-registry.js';
import type { RunState } from '../registry/run-registry.js';
import type { TrainingSetColumnRole } from '../registry/training-set-registry.js';
import type { PlannedChange } from '../registration/plan-registration.js';
import type { ExportFormat } from '../training/read-training-set.js';
import type { FeatureStatus } from '../serving/read-feature-vectors.js';

type Values<Name extends string> = { readonly [Each in Name]: Each };

/** What each value of an enum means, by name. */
type Meanings<Name extends string> = { readonly [Each in Name]: string };

function enumOf<Name extends string>(name: string, description: string, meanings: Meanings<Name>): Values<Name> {
  const names = Object.keys(meanings) as Name[];
  const values = Object.fromEntries(names.map((each) => [each, each])) as Values<Name>;
  const valuesConfig = Object.fromEntries(names.map((each) => [each, { description: meanings[each] }]));
  registerEnumType(values, { name, description, valuesConfig: valuesConfig as Record<Name, { description: string }> });
  return values;
}

export const FeatureStatusEnum = enumOf<FeatureStatus>('FeatureStatus', 'What a live value is.', {
  PRESENT: 'There is a value.',
  NULL: 'There is a row, and it says null.',
  MISSING: 'There is no row to look at.',
  EXPIRED: 'There is a row, but it is older than the time to live.',
});

export const ExportFormatEnum = enumOf<ExportFormat>('ExportFormat', 'A file format for training sets.', {
  PARQUET: 'Apache Parquet, with a type per column.',
  CSV: 'Text with commas and a header line; null is an empty field, empty text is "".',
  JSONL: 'One JSON object per line.',
});

export const RunStateEnum = enumOf<RunState>('RunState', 'How far a materialization run has come.', {
  RUNNING: 'It goes on.',
  SUCCEEDED: 'All of it is done.',
  FAILED: 'It stopped; `failure` says why.',
});

export const ModelStateEnum = enumOf<ModelState>('ModelState', 'What a model version is used for.', {
  CANDIDATE: 'Trained, and not promoted yet.',
  LIVE: 'Answers predictions that name no version.',
  RETIRED: 'Was live, and another version took its place.',
});

export const ColumnRoleEnum = enumOf<TrainingSetColumnRole>('ColumnRole', 'What a column of a training set is.', {
  KEY: 'A join key of an entity.',
  EVENT_TIME: 'The moment that the row asks about.',
  SPINE: 'Any further column that came with the spine.',
  REQUEST: 'What a client would know at the time of a live request.',
  FEATURE: 'A feature, as it was known.',
  LABEL: 'What became of it.',
});

export const SourceChangesEnum = enumOf<SourceChanges>('SourceChanges', 'How the rows of a source change.', {
  APPEND: 'Rows are only added.',
  UPSERT: 'Rows are added and updated in place.',
  SNAPSHOT: 'The table is replaced as a whole, so rows may vanish.',
});

export const AggregateEnum = enumOf<AggregateName>(
  'Aggregate',
  'How a feature is computed from the rows of its window.',
  {
    latest: 'The value of the newest row.',
    count: 'How many rows.',
    countDistinct: 'How many different values.',
    sum: 'The exact sum.',
    mean: 'The exact sum divided by the count.',
    min: 'The smallest value.',
    max: 'The greatest value.',
    stddev: 'The standard deviation of the sample.',
  },
);

const TYPE_MEANINGS: Meanings<FeatureType> = {
  Int: 'A whole number of 32 bits.',
  BigInt: 'A whole number of 64 bits; text of digits in JSON.',
  Float: 'A double; never NaN or infinite.',
  Decimal: 'An exact decimal number; text of digits in JSON.',
  Boolean: 'True or false.',
  String: 'Text.',
  DateTime: 'A moment, to the microsecond.',
};

export const FeatureTypeEnum = enumOf<FeatureType>(
  'FeatureType',
  'The type of a feature, a join key or a label.',
  Object.fromEntries(FEATURE_TYPES.map((type) => [type, TYPE_MEANINGS[type]])) as Meanings<FeatureType>,
);

export const RegistrationActionEnum = enumOf<PlannedChange['action']>(
  'RegistrationAction',
  'What a registration does to a definition.',
  {
    CREATED: 'It is new.',
    CHANGED: 'It becomes a new version.',
    UNCHANGED: 'It is registered like this already.',
  },
);
