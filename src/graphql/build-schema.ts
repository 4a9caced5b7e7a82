import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import type { Clock } from '../time/clock.js';
import type { Services } from '../services.js';
import { CatalogResolver } from './resolvers/catalog-resolver.js';
import { MaterializationResolver } from './resolvers/materialization-resolver.js';
import { ModelResolver } from './resolvers/model-resolver.js';
import { RegistrationResolver } from './resolvers/registration-resolver.js';
import { ServingResolver } from './resolvers/serving-resolver.js';
import { TrainingSetResolver } from './resolvers/training-set-resolver.js';

/** What resolvers call. */
export interface SchemaParts {
  readonly services: Services;
  readonly clock: Clock;
}

/** The schema that is the same for every installation, over `services`. */
export function buildPlatformSchema({ services, clock }: SchemaParts): GraphQLSchema {
  const resolvers = new Map<unknown, object>([
    [TrainingSetResolver, new TrainingSetResolver(services)],
    [ServingResolver, new ServingResolver(services)],
    [CatalogResolver, new CatalogResolver(services)],
    [RegistrationResolver, new RegistrationResolver(services)],
    [MaterializationResolver, new MaterializationResolver(services)],
    [ModelResolver, new ModelResolver(services, clock)],
  ]);
  return buildSchemaSync({
    resolvers: [
      TrainingSetResolver,
      ServingResolver,
      CatalogResolver,
      RegistrationResolver,
      MaterializationResolver,
      ModelResolver,
    ],
    container: { get: (resolver) => resolvers.get(resolver) },
    validate: false,
  });
}
