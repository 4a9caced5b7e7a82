import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../../time/instant.js';
import type { FeatureType } from '../../values/feature-type.js';
import { toJson } from '../../values/json.js';
import type { FeatureStatus, FeatureVector, FeatureVectors } from '../../serving/read-feature-vectors.js';
import { FeatureStatusEnum } from '../enums.js';
import { DateTime } from '../scalars/date-time.js';
import { type JsonObject, JsonObjectScalar, JsonScalar } from '../scalars/json.js';

@ObjectType('FeatureVector', { description: 'What the features of one entity are, in the order of the columns.' })
export class FeatureVectorType {
  @Field(() => JsonObjectScalar, { description: 'The join keys that were asked for.' })
  entity!: JsonObject;

  @Field(() => [JsonScalar], { nullable: 'items', description: 'The values.' })
  values!: readonly unknown[];

  @Field(() => [FeatureStatusEnum], { description: 'What each value is.' })
  statuses!: readonly FeatureStatus[];

  @Field(() => [DateTime], {
    nullable: 'items',
    description: 'The event time of the newest row behind each value; null where there is none.',
  })
  eventTimes!: readonly (Instant | null)[];
}

@ObjectType('FeatureVectors', { description: 'Features of entities, from the online store.' })
export class FeatureVectorsType {
  @Field(() => [String], { description: '"View.feature", in the order asked.' })
  columns!: readonly string[];

  @Field(() => [FeatureVectorType], {
    description: 'One per entity, in the order asked; unknown entities keep their place.',
  })
  vectors!: readonly FeatureVectorType[];

  @Field(() => DateTime, { description: 'The moment they are true of.' })
  at!: Instant;
}

/** Feature vectors as JSON carries them. */
export function toFeatureVectorsType({ columns, vectors, at }: FeatureVectors): FeatureVectorsType {
  const types = columns.map(({ type }) => type);
  return {
    columns: columns.map(({ name }) => name),
    vectors: vectors.map((vector) => toFeatureVectorType(vector, types)),
    at,
  };
}

/** One vector as JSON carries it; `types` by column. */
export function toFeatureVectorType(vector: FeatureVector, types: readonly FeatureType[]): FeatureVectorType {
  return { ...vector, values: vector.values.map((value, index) => toJson(value, types[index] ?? 'String')) };
}
