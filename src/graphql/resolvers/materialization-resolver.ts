import { Arg, Args, ArgsType, Field, ID, Mutation, Query, Resolver } from 'type-graphql';
import { parseVersionReference } from '../../definitions/feature-reference.js';
import type { MaterializationRun } from '../../registry/run-registry.js';
import type { Services } from '../../services.js';
import { MaterializeArgs, PushRowsArgs } from '../arguments.js';
import { type Connection, foreignCursor, fromCursor, PageArgs, pageOf, pageSize } from '../connection.js';
import { MaterializationRunConnectionType, MaterializationRunType } from '../types/materialization-run-type.js';
import { PushReportType } from '../types/push-report-type.js';

@ArgsType()
class RunListArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Only runs of this feature view or label set, "View" (its newest version) or "View@2".',
  })
  name?: string | null;
}

@Resolver()
export class MaterializationResolver {
  constructor(private readonly services: Services) {}

  @Query(() => MaterializationRunConnectionType, { description: 'Materialization runs, the newest first.' })
  async materializationRuns(@Args(() => RunListArgs) args: RunListArgs): Promise<Connection<MaterializationRun>> {
    const { name, after } = args;
    const size = pageSize(args);
    const definitionId = typeof name === 'string' ? await this.definitionId(name) : undefined;
    const beforeId = typeof after === 'string' ? await this.runId(after) : undefined;
    const filter = {
      limit: size + 1,
      ...(definitionId !== undefined && { definitionId }),
      ...(beforeId !== undefined && { beforeId }),
    };
    const runs = await this.services.runs.list(filter);
    return pageOf(runs.slice(0, size), {
      keyOf: ({ id }) => id,
      hasNextPage: runs.length > size,
      hasPreviousPage: beforeId !== undefined,
    });
  }

  @Query(() => MaterializationRunType, {
    nullable: true,
    description: 'A materialization run; null when there is none of this id.',
  })
  async materializationRun(
    @Arg('id', () => ID, { description: 'The id of the run.' }) id: string,
  ): Promise<MaterializationRun | null> {
    return (await this.services.runs.find(id)) ?? null;
  }

  @Mutation(() => [MaterializationRunType], {
    description:
      'Brings what the sources hold into history and into the online store, one run per feature view and label set. Returns at once unless told to wait.',
  })
  async materialize(
    @Args(() => MaterializeArgs) { views, wait }: MaterializeArgs,
  ): Promise<readonly MaterializationRun[]> {
    return this.services.materialize({ views: views ?? null, wait: wait ?? false });
  }

  @Mutation(() => PushReportType, {
    description: 'Adds rows to the table of a source. They are durable, and visible in live reads, when it returns.',
  })
  async pushRows(@Args(() => PushRowsArgs) { source, rows, idempotencyKey }: PushRowsArgs): Promise<PushReportType> {
    return this.services.pushRows({ source, rows, idempotencyKey: idempotencyKey ?? null });
  }

  private async runId(cursor: string): Promise<string> {
    const id = fromCursor(cursor);
    if ((await this.services.runs.find(id)) === undefined) throw foreignCursor(cursor);
    return id;
  }

  private async definitionId(reference: string): Promise<number> {
    const { name, version } = parseVersionReference(reference);
    const catalog = await this.services.catalog();
    const kind = catalog.find('LabelSet', name) === undefined ? 'FeatureView' : 'LabelSet';
    return catalog.get(kind, name, version).id;
  }
}
