import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../../time/instant.js';
import type { ModelState, ModelVersionRecord } from '../../registry/model-registry.js';
import { connectionType } from '../connection.js';
import { ModelStateEnum } from '../enums.js';
import { DateTime } from '../scalars/date-time.js';
import { type JsonObject, JsonObjectScalar } from '../scalars/json.js';

@ObjectType('ModelVersion', { description: 'A trained model and everything it rests on.' })
export class ModelVersionType {
  @Field(() => String, { description: 'The model.' })
  model!: string;

  @Field(() => Int, { description: 'The version, from 1.' })
  version!: number;

  @Field(() => ModelStateEnum, { description: 'What it is used for.' })
  state!: ModelState;

  @Field(() => DateTime, { description: 'The knowledge it was trained with.' })
  asOf!: Instant;

  @Field(() => Boolean, {
    description: 'Whether late knowledge was let in, on purpose: its scores are then too good to be true.',
  })
  hindsight!: boolean;

  @Field(() => ID, { description: 'The recorded training set it learned from.' })
  trainingSetId!: string;

  @Field(() => String, { description: 'The fingerprint of that training set.' })
  trainingSetFingerprint!: string;

  @Field(() => [String], { description: 'The features it looks at, "View.feature", in its order.' })
  features!: readonly string[];

  @Field(() => JsonObjectScalar, { description: 'How good it is on later rows that it was not trained on.' })
  metrics!: JsonObject;

  @Field(() => JsonObjectScalar, { description: 'Hyperparameters, seed, preprocessing and software versions.' })
  record!: JsonObject;

  @Field(() => String, { description: 'SHA-256 over the bytes of the fitted model.' })
  artifactHash!: string;

  @Field(() => DateTime, { description: 'When it was trained.' })
  createdAt!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When it was last promoted; null when it never was.' })
  promotedAt!: Instant | null;
}

export const ModelVersionConnectionType = connectionType('ModelVersion', ModelVersionType);

@ObjectType('ModelVerification', { description: 'A model version trained again from its record.' })
export class ModelVerificationType {
  @Field(() => Boolean, { description: 'Whether the bytes of the model are the same.' })
  same!: boolean;

  @Field(() => Boolean, { description: 'Whether the training set, computed again, is the same.' })
  trainingSetSame!: boolean;

  @Field(() => String, { description: 'SHA-256 over the recorded model.' })
  artifactHash!: string;

  @Field(() => String, { description: 'SHA-256 over the model trained again.' })
  recomputedHash!: string;

  @Field(() => [String], { description: 'What differs, in sentences; empty when nothing does.' })
  differences!: readonly string[];
}

/** A model version as clients see it. */
export function toModelVersionType(record: ModelVersionRecord): ModelVersionType {
  return { ...record, features: record.features.map(({ name }) => name) };
}
