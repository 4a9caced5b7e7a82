import { Field, ObjectType } from 'type-graphql';
import type { DefinitionVersion, Entity } from '../../definitions/model.js';
import { connectionType } from '../connection.js';
import { DefinitionType, TypedNameType, toDefinitionType } from './definition-type.js';

@ObjectType('Entity', { description: 'A thing that features describe.' })
export class EntityType extends DefinitionType {
  @Field(() => [TypedNameType], { description: 'What names one, in order.' })
  joinKeys!: readonly TypedNameType[];
}

export const EntityConnectionType = connectionType('Entity', EntityType);

/** An entity as clients see it. */
export function toEntityType(version: DefinitionVersion<Entity>): EntityType {
  return { ...toDefinitionType(version), joinKeys: version.definition.joinKeys };
}
