import { Field, Int, ObjectType } from 'type-graphql';
import type { PlannedChange, RegistrationPlan } from '../../registration/plan-registration.js';
import { RegistrationActionEnum } from '../enums.js';

@ObjectType('DefinitionChange', { description: 'What a registration does to one definition.' })
export class DefinitionChangeType {
  @Field(() => String, { description: 'Its kind: Entity, Source, FeatureView, LabelSet, FeatureService or Model.' })
  kind!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => RegistrationActionEnum, { description: 'What happens to it.' })
  action!: PlannedChange['action'];

  @Field(() => Int, { description: 'The version it has afterwards.' })
  version!: number;

  @Field(() => String, { description: 'SHA-256 over its canonical form.' })
  hash!: string;

  @Field(() => String, { description: 'Its canonical form: one text for all ways of writing the same definition.' })
  canonical!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The canonical form of the version before; null for one that is created.',
  })
  previousCanonical!: string | null;

  @Field(() => [String], { description: 'What is different from the version before, like "features.lastDelay.over".' })
  differences!: readonly string[];

  @Field(() => Boolean, {
    description: 'False for a definition that changes only because something it refers to does.',
  })
  inText!: boolean;

  @Field(() => Boolean, { description: 'Whether its description, owner or tags change, which makes no version.' })
  describedAnew!: boolean;
}

@ObjectType('RegistrationPlan', { description: 'What registering definitions would do.' })
export class RegistrationPlanType {
  @Field(() => Int, {
    description: 'The registry version it was planned on: give it as expectedRegistryVersion to register just this.',
  })
  registryVersion!: number;

  @Field(() => [DefinitionChangeType], {
    description: 'The definitions of the text, and the registered ones that a change of them reaches.',
  })
  changes!: readonly DefinitionChangeType[];

  @Field(() => Boolean, { description: 'Whether registering would change anything.' })
  changesAnything!: boolean;
}

@ObjectType('Registration', { description: 'What registering definitions did.' })
export class RegistrationType {
  @Field(() => Int, { description: 'The registry version since; the one before when nothing changed.' })
  registryVersion!: number;

  @Field(() => [DefinitionChangeType], {
    description: 'The definitions of the text, and the registered ones that a change of them reached.',
  })
  changes!: readonly DefinitionChangeType[];
}

/** A plan as clients see it. */
export function toRegistrationPlanType({
  registryVersion,
  changes,
  newVersions,
  newDescriptions,
}: RegistrationPlan): RegistrationPlanType {
  return { registryVersion, changes, changesAnything: newVersions.length > 0 || newDescriptions.length > 0 };
}
