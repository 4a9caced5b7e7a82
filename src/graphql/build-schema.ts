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
  return buildOver([
    new TrainingSetResolver(services),
    new ServingResolver(services),
    new CatalogResolver(services),
    new RegistrationResolver(services),
    new MaterializationResolver(services),
    new ModelResolver(services, clock),
  ]);
}

/** The names of the platform's own types, queries and mutations, which no definition may have. */
export function platformNames(): ReadonlySet<string> {
  const schema = buildOver([]);
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  return new Set([...Object.keys(schema.getTypeMap()), ...roots]);
}

const RESOLVERS = [
  TrainingSetResolver,
  ServingResolver,
  CatalogResolver,
  RegistrationResolver,
  MaterializationResolver,
  ModelResolver,
] as const;

function buildOver(instances: readonly object[]): GraphQLSchema {
  const byClass = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]));
  return buildSchemaSync({
    resolvers: [...RESOLVERS],
    container: { get: (resolver) => byClass.get(resolver) },
    validate: false,
  });
}
