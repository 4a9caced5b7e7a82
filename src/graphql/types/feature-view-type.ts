import { Field, ObjectType } from 'type-graphql';
import { formatDuration } from '../../time/duration.js';
import type { FeatureType } from '../../values/feature-type.js';
import type { AggregateName, DefinitionVersion, Feature, FeatureView } from '../../definitions/model.js';
import { connectionType } from '../connection.js';
import { AggregateEnum, FeatureTypeEnum } from '../enums.js';
import { DefinitionType, toDefinitionType } from './definition-type.js';

@ObjectType('Feature', { description: 'A feature of a feature view.' })
export class FeatureTypeOfView {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What its author says of it.' })
  description!: string | null;

  @Field(() => FeatureTypeEnum, { description: 'The type of its values.' })
  type!: FeatureType;

  @Field(() => Boolean, { description: 'Whether it is never null.' })
  nonNull!: boolean;

  @Field(() => AggregateEnum, { description: 'How it is computed from the rows of its window.' })
  aggregate!: AggregateName;

  @Field(() => String, { nullable: true, description: 'The expression it is computed of; null for a count of rows.' })
  of!: string | null;

  @Field(() => String, { nullable: true, description: 'The condition on rows; null for all.' })
  where!: string | null;

  @Field(() => String, { nullable: true, description: 'The length of its window, like "3h"; null for all history.' })
  over!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The step in which the tail of its window moves; null when it moves all the time.',
  })
  step!: string | null;

  @Field(() => Boolean, { description: 'Whether null values are passed over for older ones.' })
  skipNulls!: boolean;
}

@ObjectType('FeatureView', { description: 'Features of one entity from one source.' })
export class FeatureViewType extends DefinitionType {
  @Field(() => String, { description: 'The entity it describes.' })
  entity!: string;

  @Field(() => String, { description: 'The source of its rows.' })
  source!: string;

  @Field(() => [String], { description: "The source's columns for the join keys, in the entity's order." })
  on!: readonly string[];

  @Field(() => String, { nullable: true, description: 'How old a latest value may be, like "7d"; null for any age.' })
  ttl!: string | null;

  @Field(() => String, { nullable: true, description: 'The condition on rows; null for all.' })
  where!: string | null;

  @Field(() => Boolean, { description: 'Whether it can be read live.' })
  online!: boolean;

  @Field(() => String, { nullable: true, description: 'Who looks after it.' })
  owner!: string | null;

  @Field(() => [String], { description: 'Its tags.' })
  tags!: readonly string[];

  @Field(() => [FeatureTypeOfView], { description: 'Its features, in order.' })
  features!: readonly FeatureTypeOfView[];
}

export const FeatureViewConnectionType = connectionType('FeatureView', FeatureViewType);

/** A feature view as clients see it. */
export function toFeatureViewType(version: DefinitionVersion<FeatureView>): FeatureViewType {
  const { entity, source, on, ttlMicros, where, online, owner, tags, features } = version.definition;
  const ttl = durationOrNull(ttlMicros);
  return {
    ...toDefinitionType(version),
    entity,
    source,
    on,
    ttl,
    where,
    online,
    owner,
    tags,
    features: features.map(toFeature),
  };
}

function toFeature({ overMicros, stepMicros, ...feature }: Feature): FeatureTypeOfView {
  return { ...feature, over: durationOrNull(overMicros), step: durationOrNull(stepMicros) };
}

function durationOrNull(micros: number | null): string | null {
  return micros === null ? null : formatDuration(micros);
}
