import { AsofError } from '../errors/asof-error.js';
import type { Clock } from '../time/clock.js';
import type { NamedSdl } from '../definitions/parse-definitions.js';
import type { DefinitionRegistry } from '../registry/definition-registry.js';
import type { PlannedChange, PlanRegistration, RegistrationPlan } from './plan-registration.js';

/** Definitions to register, and the registry version they were planned on, when they were. */
export interface RegistrationRequest {
  readonly sdl: string | readonly NamedSdl[];
  readonly expectedRegistryVersion?: number | undefined;
}

/** What a registration did. */
export interface Registration {
  /** The registry version since; the one before when nothing changed. */
  readonly registryVersion: number;
  readonly changes: readonly PlannedChange[];
}

/**
 * Registers definitions: all of them or nothing. With an expected registry version, any other one found is
 * `REGISTRY_VERSION_CHANGED`; without, a registry that moves in between is planned on again. Throws what planning throws.
 */
export type RegisterDefinitions = (request: RegistrationRequest) => Promise<Registration>;

/** What registering needs. */
export interface RegisterDefinitionsPorts {
  readonly plan: PlanRegistration;
  readonly definitions: DefinitionRegistry;
  readonly clock: Clock;
}

/** How often a registry that keeps moving is planned on before the registration gives up. */
const MOST_PLANS = 20;

/** The use case of registering definitions. */
export function createRegisterDefinitions({ plan, definitions, clock }: RegisterDefinitionsPorts): RegisterDefinitions {
  const apply = async (planned: RegistrationPlan, expectedRegistryVersion: number): Promise<Registration> => {
    const { newVersions, newDescriptions, changes } = planned;
    await definitions.apply({ expectedRegistryVersion, newVersions, newDescriptions, registeredAt: clock.now() });
    const moved = newVersions.length > 0 || newDescriptions.length > 0;
    return { registryVersion: expectedRegistryVersion + (moved ? 1 : 0), changes };
  };
  return async ({ sdl, expectedRegistryVersion }) => {
    for (let plans = 1; ; plans += 1) {
      const planned = await plan(sdl);
      try {
        return await apply(planned, expectedRegistryVersion ?? planned.registryVersion);
      } catch (error) {
        const moved = error instanceof AsofError && error.code === 'REGISTRY_VERSION_CHANGED';
        if (!moved || expectedRegistryVersion !== undefined || plans === MOST_PLANS) throw error;
      }
    }
  };
}
