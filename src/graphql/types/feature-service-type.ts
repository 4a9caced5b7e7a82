import { Field, ObjectType } from 'type-graphql';
import type { DefinitionVersion, FeatureReference, FeatureService } from '../../definitions/model.js';
import { connectionType } from '../connection.js';
import { DefinitionType, toDefinitionType } from './definition-type.js';

@ObjectType('FeatureService', { description: 'The features a model or a client looks at, in this order.' })
export class FeatureServiceType extends DefinitionType {
  @Field(() => [String], {
    description: 'The features as its author names them: "View", "View.feature", "View@2.feature".',
  })
  features!: readonly string[];

  @Field(() => String, { nullable: true, description: 'The label set that is the spine of its training sets.' })
  labels!: string | null;
}

export const FeatureServiceConnectionType = connectionType('FeatureService', FeatureServiceType);

/** A feature service as clients see it. */
export function toFeatureServiceType(version: DefinitionVersion<FeatureService>): FeatureServiceType {
  const { features, labels } = version.definition;
  return { ...toDefinitionType(version), features: features.map(printReference), labels };
}

function printReference({ view, version, feature }: FeatureReference): string {
  return `${view}${version === null ? '' : `@${version}`}${feature === null ? '' : `.${feature}`}`;
}
