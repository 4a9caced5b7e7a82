import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../../time/instant.js';
import type { FeatureType } from '../../values/feature-type.js';
import type { TrainingSetColumnRole, TrainingSetRecord } from '../../registry/training-set-registry.js';
import { PageInfoType } from '../connection.js';
import { ColumnRoleEnum, FeatureTypeEnum } from '../enums.js';
import { DateTime } from '../scalars/date-time.js';
import { JsonScalar } from '../scalars/json.js';

@ObjectType('TrainingSetColumn', { description: 'A column of a training set.' })
export class TrainingSetColumnType {
  @Field(() => String, { description: 'A spine column\'s or label\'s own name, "View.feature" for a feature.' })
  name!: string;

  @Field(() => FeatureTypeEnum, { description: 'The type of its values.' })
  type!: FeatureType;

  @Field(() => ColumnRoleEnum, { description: 'What it is in the training set.' })
  role!: TrainingSetColumnRole;
}

@ObjectType('TrainingSetRow', { description: 'A row of a training set.' })
export class TrainingSetRowType {
  @Field(() => Int, { description: 'Its place in the spine, from 0.' })
  position!: number;

  @Field(() => [JsonScalar], { nullable: 'items', description: 'Its values, in the order of the columns.' })
  values!: readonly unknown[];
}

@ObjectType('TrainingSetRowEdge', { description: 'A row with its cursor.' })
export class TrainingSetRowEdgeType {
  @Field(() => String, { description: 'Names its place in the training set.' })
  cursor!: string;

  @Field(() => TrainingSetRowType, { description: 'The row.' })
  node!: TrainingSetRowType;
}

@ObjectType('TrainingSetRowConnection', {
  description: 'A page of the rows of a training set, in the order of the spine.',
})
export class TrainingSetRowConnectionType {
  @Field(() => [TrainingSetRowEdgeType], { description: 'The rows of this page with their cursors.' })
  edges!: readonly TrainingSetRowEdgeType[];

  @Field(() => [TrainingSetRowType], { description: 'The rows of this page.' })
  nodes!: readonly TrainingSetRowType[];

  @Field(() => PageInfoType, { description: 'Where this page stands.' })
  pageInfo!: PageInfoType;

  @Field(() => Int, { description: 'How many rows there are in all.' })
  totalCount!: number;
}

@ObjectType('DefinitionVersion', { description: 'A version of a definition.' })
export class DefinitionVersionType {
  @Field(() => String, { description: 'The name of the definition.' })
  name!: string;

  @Field(() => String, { description: 'Its kind: Entity, Source, FeatureView, LabelSet, FeatureService or Model.' })
  kind!: string;

  @Field(() => Int, { description: 'The version, from 1.' })
  version!: number;

  @Field(() => String, { description: 'SHA-256 over its canonical form.' })
  hash!: string;
}

@ObjectType('ViewRun', { description: 'The run up to which a history was read.' })
export class ViewRunType {
  @Field(() => String, { description: 'The feature view or label set with its version, like "AirportDelays@2".' })
  name!: string;

  @Field(() => Int, { description: 'The number of the run.' })
  run!: number;
}

@ObjectType('TrainingSet', {
  description:
    'A recorded training set: one row per spine row, in the order of the spine, each with the features as they were known.',
})
export class TrainingSetType {
  @Field(() => ID, { description: 'Under which it can be asked for again.' })
  id!: string;

  @Field(() => String, { description: 'The feature service it was made for.' })
  service!: string;

  @Field(() => DateTime, { description: 'The knowledge it pretends to have.' })
  asOf!: Instant;

  @Field(() => Boolean, { description: 'Whether late knowledge was let in, on purpose.' })
  hindsight!: boolean;

  @Field(() => String, { nullable: true, description: 'The condition that its rows fulfil; null for all rows.' })
  where!: string | null;

  @Field(() => Int, { description: 'How many rows it has.' })
  rowCount!: number;

  @Field(() => String, {
    description: 'SHA-256 over its columns and rows. Asked for with recompute, that of the rows computed again.',
  })
  fingerprint!: string;

  @Field(() => String, { description: 'The fingerprint at the time of recording.' })
  recordedFingerprint!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether computing it again gave the same bytes; null unless recompute was asked for.',
  })
  reproduced!: boolean | null;

  @Field(() => [TrainingSetColumnType], { description: 'Spine columns first, then features, then labels.' })
  columns!: readonly TrainingSetColumnType[];

  @Field(() => [DefinitionVersionType], { description: 'Every definition it rests on.' })
  definitions!: readonly DefinitionVersionType[];

  @Field(() => [ViewRunType], { description: 'The run up to which each history was read.' })
  runs!: readonly ViewRunType[];

  @Field(() => DateTime, { description: 'When it was recorded.' })
  createdAt!: Instant;
}

/** A recorded training set as clients see it. `recomputed` is what computing it again gave, where that was asked for. */
export function toTrainingSetType(
  record: TrainingSetRecord,
  recomputed: { readonly fingerprint: string; readonly same: boolean } | null = null,
): TrainingSetType {
  return {
    ...record,
    fingerprint: recomputed?.fingerprint ?? record.fingerprint,
    recordedFingerprint: record.fingerprint,
    reproduced: recomputed?.same ?? null,
  };
}
