import { Args, ArgsType, Field, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AsofError } from '../../errors/asof-error.js';
import type { Clock } from '../../time/clock.js';
import type { Instant } from '../../time/instant.js';
import type { Services } from '../../services.js';
import { ModelVersionArgs } from '../arguments.js';
import { type Connection, PageArgs, paginate } from '../connection.js';
import { DateTime } from '../scalars/date-time.js';
import { ModelType } from '../types/model-type.js';
import {
  ModelVerificationType,
  ModelVersionConnectionType,
  ModelVersionType,
  toModelVersionType,
} from '../types/model-version-type.js';

@ArgsType()
class ModelVersionListArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only versions of this model.' })
  model?: string | null;
}

@ArgsType()
class TrainModelArgs {
  @Field(() => String, { description: 'The model.' })
  model!: string;

  @Field(() => DateTime, { description: 'The knowledge to train with. Must have passed.' })
  asOf!: Instant;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Lets late knowledge in, on purpose, to show what a leak would look like.',
  })
  hindsight?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'A condition over the columns of the label set; only rows for which it is true.',
  })
  where?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'Training always answers when it has ended; false is refused.',
  })
  wait?: boolean | null;
}

@Resolver(() => ModelType)
export class ModelResolver {
  constructor(
    private readonly services: Services,
    private readonly clock: Clock,
  ) {}

  @Query(() => ModelVersionConnectionType, { description: 'Trained models, the newest first.' })
  async modelVersions(
    @Args(() => ModelVersionListArgs) args: ModelVersionListArgs,
  ): Promise<Connection<ModelVersionType>> {
    const versions = await this.services.models.list(args.model ?? null);
    return paginate(versions.map(toModelVersionType), args, ({ model, version }) => `${model}@${version}`);
  }

  @FieldResolver(() => ModelVersionType, {
    nullable: true,
    description: 'The version that answers predictions; null before one is promoted.',
  })
  async liveVersion(@Root() { name }: ModelType): Promise<ModelVersionType | null> {
    const live = await this.services.models.findLive(name);
    return live === undefined ? null : toModelVersionType(live);
  }

  @Mutation(() => ModelVersionType, {
    description:
      'Trains a model on what was known at a moment and records a new version, which is not live before it is promoted.',
  })
  async trainModel(
    @Args(() => TrainModelArgs) { model, asOf, hindsight, where, wait }: TrainModelArgs,
  ): Promise<ModelVersionType> {
    if (wait === false)
      throw new AsofError(
        'INPUT_INVALID',
        'trainModel was asked not to wait, but answers only when training has ended. Leave wait out.',
      );
    return toModelVersionType(
      await this.services.trainModel({ model, asOf, hindsight: hindsight ?? false, where: where ?? null }),
    );
  }

  @Mutation(() => ModelVersionType, { description: 'Makes a version live and retires the one that was.' })
  async promoteModel(@Args(() => ModelVersionArgs) { model, version }: ModelVersionArgs): Promise<ModelVersionType> {
    (await this.services.catalog()).newest('Model', model);
    return toModelVersionType(await this.services.models.promote(model, version, this.clock.now()));
  }

  @Mutation(() => ModelVerificationType, { description: 'Trains a version again from its record and compares bytes.' })
  async verifyModel(
    @Args(() => ModelVersionArgs) { model, version }: ModelVersionArgs,
  ): Promise<ModelVerificationType> {
    return this.services.verifyModel(model, version);
  }
}
