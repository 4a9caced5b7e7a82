import { Args, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Services } from '../../services.js';
import { type Connection, DefinitionListArgs } from '../connection.js';
import { listDefinitions } from '../list-definitions.js';
import { EntityConnectionType, type EntityType, toEntityType } from '../types/entity-type.js';
import {
  FeatureServiceConnectionType,
  type FeatureServiceType,
  toFeatureServiceType,
} from '../types/feature-service-type.js';
import { FeatureViewConnectionType, type FeatureViewType, toFeatureViewType } from '../types/feature-view-type.js';
import { LabelSetConnectionType, type LabelSetType, toLabelSetType } from '../types/label-set-type.js';
import { ModelConnectionType, type ModelType, toModelType } from '../types/model-type.js';
import { SourceConnectionType, type SourceType, toSourceType } from '../types/source-type.js';

@ObjectType('Registry', { description: 'All that is registered.' })
class RegistryType {
  @Field(() => Int, { description: 'Counts registrations that changed something.' })
  version!: number;
}

@Resolver()
export class CatalogResolver {
  constructor(private readonly services: Services) {}

  @Query(() => RegistryType, { description: 'The registry of definitions.' })
  async registry(): Promise<RegistryType> {
    return { version: (await this.services.catalog()).registryVersion };
  }

  @Query(() => EntityConnectionType, { description: 'Registered entities, by name.' })
  async entities(@Args(() => DefinitionListArgs) args: DefinitionListArgs): Promise<Connection<EntityType>> {
    return listDefinitions(await this.services.catalog(), { kind: 'Entity', args, toNode: toEntityType });
  }

  @Query(() => SourceConnectionType, { description: 'Registered sources, by name.' })
  async sources(@Args(() => DefinitionListArgs) args: DefinitionListArgs): Promise<Connection<SourceType>> {
    return listDefinitions(await this.services.catalog(), { kind: 'Source', args, toNode: toSourceType });
  }

  @Query(() => FeatureViewConnectionType, { description: 'Registered feature views, by name.' })
  async featureViews(@Args(() => DefinitionListArgs) args: DefinitionListArgs): Promise<Connection<FeatureViewType>> {
    return listDefinitions(await this.services.catalog(), { kind: 'FeatureView', args, toNode: toFeatureViewType });
  }

  @Query(() => LabelSetConnectionType, { description: 'Registered label sets, by name.' })
  async labelSets(@Args(() => DefinitionListArgs) args: DefinitionListArgs): Promise<Connection<LabelSetType>> {
    return listDefinitions(await this.services.catalog(), { kind: 'LabelSet', args, toNode: toLabelSetType });
  }

  @Query(() => FeatureServiceConnectionType, { description: 'Registered feature services, by name.' })
  async featureServices(
    @Args(() => DefinitionListArgs) args: DefinitionListArgs,
  ): Promise<Connection<FeatureServiceType>> {
    return listDefinitions(await this.services.catalog(), {
      kind: 'FeatureService',
      args,
      toNode: toFeatureServiceType,
    });
  }

  @Query(() => ModelConnectionType, { description: 'Registered models, by name.' })
  async models(@Args(() => DefinitionListArgs) args: DefinitionListArgs): Promise<Connection<ModelType>> {
    return listDefinitions(await this.services.catalog(), { kind: 'Model', args, toNode: toModelType });
  }
}
