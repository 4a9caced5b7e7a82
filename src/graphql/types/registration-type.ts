import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('RegistrationPlan', { description: 'What registering definitions would do.' })
export class RegistrationPlanType {
  @Field(() => Int, { description: 'The registry version it was planned on.' })
  registryVersion!: number;
}

@ObjectType('Registration', { description: 'What registering definitions did.' })
export class RegistrationType {
  @Field(() => Int, { description: 'The registry version since.' })
  registryVersion!: number;
}

export function toRegistrationPlanType(plan: RegistrationPlanType): RegistrationPlanType {
  return plan;
}

export function toRegistrationType(registration: RegistrationType): RegistrationType {
  return registration;
}
