import { Field, Int, ObjectType } from 'type-graphql';
import type { DefinitionVersion, Model } from '../../definitions/model.js';
import { connectionType } from '../connection.js';
import { type JsonObject, JsonObjectScalar } from '../scalars/json.js';
import { DefinitionType, toDefinitionType } from './definition-type.js';

@ObjectType('Model', { description: 'What is to be learned: one label, from the features of one service.' })
export class ModelType extends DefinitionType {
  @Field(() => String, { description: 'The feature service it looks at.' })
  service!: string;

  @Field(() => String, { description: 'The label it predicts.' })
  predicts!: string;

  @Field(() => String, { description: 'How it learns.' })
  algorithm!: string;

  @Field(() => Int, { description: 'The seed of whatever is random in training.' })
  seed!: number;

  @Field(() => JsonObjectScalar, { description: 'The settings of the algorithm that its author gave.' })
  hyperparameters!: JsonObject;

  @Field(() => JsonObjectScalar, { description: 'How features are prepared, as far as its author said.' })
  preprocessing!: JsonObject;
}

export const ModelConnectionType = connectionType('Model', ModelType);

/** A model as clients see it. */
export function toModelType(version: DefinitionVersion<Model>): ModelType {
  const { service, predicts, algorithm, seed, hyperparameters, preprocessing } = version.definition;
  return { ...toDefinitionType(version), service, predicts, algorithm, seed, hyperparameters, preprocessing };
}
