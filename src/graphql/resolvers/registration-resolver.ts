import { Arg, Args, ArgsType, Field, Int, Mutation, Resolver } from 'type-graphql';
import type { Services } from '../../services.js';
import { RegistrationPlanType, RegistrationType, toRegistrationPlanType } from '../types/registration-type.js';

@ArgsType()
class RegisterDefinitionsArgs {
  @Field(() => String, { description: 'Definitions as GraphQL type definitions with directives.' })
  sdl!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The registry version that was planned on; another one found is refused.',
  })
  expectedRegistryVersion?: number | null;
}

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
    @Args(() => RegisterDefinitionsArgs) { sdl, expectedRegistryVersion }: RegisterDefinitionsArgs,
  ): Promise<RegistrationType> {
    return this.services.register({ sdl, expectedRegistryVersion: expectedRegistryVersion ?? undefined });
  }
}
