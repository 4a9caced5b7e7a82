import { Field, Int, ObjectType } from 'type-graphql';
import type { FeatureType } from '../../values/feature-type.js';
import type { DefinitionVersion } from '../../definitions/model.js';
import { FeatureTypeEnum } from '../enums.js';

/** What every registered definition shows. */
@ObjectType()
export class DefinitionType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What its author says of it.' })
  description!: string | null;

  @Field(() => Int, { description: 'The version, from 1.' })
  version!: number;

  @Field(() => String, { description: 'SHA-256 over its canonical form.' })
  hash!: string;

  @Field(() => String, { description: 'The canonical form: one text for all ways of writing the same definition.' })
  canonical!: string;
}

@ObjectType('TypedName', { description: 'A name with a type: a join key, or a column of a source.' })
export class TypedNameType {
  @Field(() => String, { description: 'The name.' })
  name!: string;

  @Field(() => FeatureTypeEnum, { description: 'The type.' })
  type!: FeatureType;
}

/** The fields of `DefinitionType` for a version. */
export function toDefinitionType({ definition, version, hash, canonical }: DefinitionVersion): DefinitionType {
  return { name: definition.name, description: definition.description, version, hash, canonical };
}

/** Names a version uniquely among all. */
export function versionName({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${name}@${version}`;
}
