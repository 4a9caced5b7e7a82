import { Arg, Int, Mutation, Resolver } from 'type-graphql';
import type { Services } from '../../services.js';
import {
  RegistrationPlanType,
  RegistrationType,
  toRegistrationPlanType,
  toRegistrationType,
} from '../types/registration-type.js';

@Resolver()
export class RegistrationResolver {
  constructor(private readonly services: Services) {}

  @Mutation(() => RegistrationPlanType, {
    description: 'Says what registering definitions would do, and changes nothing.',
  })
  async planDefinitions(
    @Arg('sdl', () => String, { description: 'Definitions as GraphQL type definitions with directives.' }) sdl: string,
  ): Promise<RegistrationPlanType> {
    return toRegistrationPlanType(await this.services.plan(sdl));
  }

  @Mutation(() => RegistrationType, {
    description: 'Registers definitions: all of them, or nothing. What has changed becomes a new version.',
  })
  async registerDefinitions(
    @Arg('sdl', () => String, { description: 'Definitions as GraphQL type definitions with directives.' }) sdl: string,
    @Arg('expectedRegistryVersion', () => Int, {
      nullable: true,
      description: 'The registry version that was planned on; another one found is refused.',
    })
    expectedRegistryVersion: number | null,
  ): Promise<RegistrationType> {
    return toRegistrationType(
      await this.services.register({
        sdl,
        ...(typeof expectedRegistryVersion === 'number' && { expectedRegistryVersion }),
      }),
    );
  }
}
