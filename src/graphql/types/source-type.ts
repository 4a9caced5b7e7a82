import { Field, ObjectType } from 'type-graphql';
import type { DefinitionVersion, Source, SourceChanges } from '../../definitions/model.js';
import { connectionType } from '../connection.js';
import { SourceChangesEnum } from '../enums.js';
import { DefinitionType, TypedNameType, toDefinitionType } from './definition-type.js';

@ObjectType('Source', { description: 'A table whose rows have a time.' })
export class SourceType extends DefinitionType {
  @Field(() => String, { description: 'The table or view.' })
  table!: string;

  @Field(() => String, { nullable: true, description: "The named database it is in; null for the platform's own." })
  database!: string | null;

  @Field(() => [String], { description: 'The columns that name a row.' })
  rowKey!: readonly string[];

  @Field(() => String, { description: 'The column that says when a thing happened.' })
  eventTime!: string;

  @Field(() => String, { nullable: true, description: 'The column that says when it was known.' })
  knownTime!: string | null;

  @Field(() => SourceChangesEnum, { description: 'How its rows change.' })
  changes!: SourceChanges;

  @Field(() => [TypedNameType], { description: 'The columns its author wrote down as a contract.' })
  fields!: readonly TypedNameType[];
}

export const SourceConnectionType = connectionType('Source', SourceType);

/** A source as clients see it. */
export function toSourceType(version: DefinitionVersion<Source>): SourceType {
  const { table, database, rowKey, eventTime, knownTime, changes, fields } = version.definition;
  return { ...toDefinitionType(version), table, database, rowKey, eventTime, knownTime, changes, fields };
}
