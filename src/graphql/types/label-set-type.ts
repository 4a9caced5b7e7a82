import { Field, ObjectType } from 'type-graphql';
import type { FeatureType } from '../../values/feature-type.js';
import type { DefinitionVersion, LabelSet } from '../../definitions/model.js';
import { connectionType } from '../connection.js';
import { FeatureTypeEnum } from '../enums.js';
import { DefinitionType, toDefinitionType } from './definition-type.js';

@ObjectType('LabelColumn', { description: 'A label, or a column that a live request would carry.' })
export class LabelColumnType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What its author says of it.' })
  description!: string | null;

  @Field(() => FeatureTypeEnum, { description: 'The type of its values.' })
  type!: FeatureType;

  @Field(() => Boolean, { description: 'Whether it is never null.' })
  nonNull!: boolean;

  @Field(() => String, { description: "The expression over the source's columns." })
  of!: string;
}

@ObjectType('LabelEntity', { description: 'An entity that the rows of a label set name.' })
export class LabelEntityType {
  @Field(() => String, { description: 'The entity.' })
  entity!: string;

  @Field(() => [String], { description: "The source's columns for its join keys." })
  on!: readonly string[];
}

@ObjectType('LabelSet', { description: 'What became of each row of a source: the spine of training sets.' })
export class LabelSetType extends DefinitionType {
  @Field(() => String, { description: 'The source of its rows.' })
  source!: string;

  @Field(() => [LabelEntityType], { description: 'The entities its rows name.' })
  entities!: readonly LabelEntityType[];

  @Field(() => [LabelColumnType], { description: 'What became of each row.' })
  labels!: readonly LabelColumnType[];

  @Field(() => [LabelColumnType], { description: 'What a live request would carry.' })
  requests!: readonly LabelColumnType[];
}

export const LabelSetConnectionType = connectionType('LabelSet', LabelSetType);

/** A label set as clients see it. */
export function toLabelSetType(version: DefinitionVersion<LabelSet>): LabelSetType {
  const { source, entities, labels, requests } = version.definition;
  return { ...toDefinitionType(version), source, entities, labels, requests };
}
