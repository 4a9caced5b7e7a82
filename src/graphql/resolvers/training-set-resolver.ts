import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { AsofError } from '../../errors/asof-error.js';
import type { Instant } from '../../time/instant.js';
import { toJson } from '../../values/json.js';
import type { ExportFormat, TrainingSetPage } from '../../training/read-training-set.js';
import type { Services } from '../../services.js';
import { RecordedTrainingSetArgs, TrainingSetListArgs } from '../arguments.js';
import { foreignCursor, fromCursor, pageOf } from '../connection.js';
import { ExportFormatEnum } from '../enums.js';
import type { RequestContext } from '../request-context.js';
import { DateTime } from '../scalars/date-time.js';
import { type JsonObject, JsonObjectScalar } from '../scalars/json.js';
import { TrainingSetRowConnectionType, TrainingSetType, toTrainingSetType } from '../types/training-set-type.js';

@ArgsType()
class TrainingSetArgs {
  @Field(() => DateTime, { description: 'The knowledge to pretend to have. Must have passed.' })
  asOf!: Instant;

  @Field(() => String, { description: 'The feature service whose features to compute.' })
  service!: string;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Lets late knowledge in, on purpose.' })
  hindsight?: boolean | null;

  @Field(() => [JsonObjectScalar], {
    nullable: true,
    description:
      "Rows with the join keys by name and eventTime as a DateTime; further columns are kept. Left out: the rows of the service's label set.",
  })
  spine?: JsonObject[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'A condition over the columns of the label set; only rows for which it is true.',
  })
  where?: string | null;
}

@ArgsType()
class RowArgs {
  @Field(() => Int, { nullable: true, defaultValue: 100, description: 'How many rows at most; up to 10,000.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the row after which to go on.' })
  after?: string | null;
}

const LONGEST_PAGE = 10_000;

@Resolver(() => TrainingSetType)
export class TrainingSetResolver {
  constructor(private readonly services: Services) {}

  @Query(() => TrainingSetType, {
    description:
      'Computes and records a training set as of a moment: every row has the features as they were known then.',
  })
  async trainingSet(
    @Args(() => TrainingSetArgs) { asOf, service, hindsight, spine, where }: TrainingSetArgs,
  ): Promise<TrainingSetType> {
    const request = { asOf, service, hindsight: hindsight ?? false, spine: spine ?? null, where: where ?? null };
    return toTrainingSetType(await this.services.buildTrainingSet(request));
  }

  @Query(() => TrainingSetType, {
    nullable: true,
    description: 'A recorded training set; null when there is none of this id.',
  })
  async recordedTrainingSet(
    @Args(() => RecordedTrainingSetArgs) { id, recompute }: RecordedTrainingSetArgs,
  ): Promise<TrainingSetType | null> {
    const record = await this.services.trainingSets.find(id);
    if (record === undefined) return null;
    return toTrainingSetType(record, recompute === true ? await this.services.recomputeTrainingSet(id) : null);
  }

  @Query(() => [TrainingSetType], { description: 'Recorded training sets, the newest first.' })
  async trainingSets(
    @Args(() => TrainingSetListArgs) { service, first }: TrainingSetListArgs,
  ): Promise<TrainingSetType[]> {
    const limit = Math.min(Math.max(first ?? 20, 0), 1_000);
    const records = await this.services.trainingSets.list({ limit, ...(service ? { service } : {}) });
    return records.map((record) => toTrainingSetType(record));
  }

  @FieldResolver(() => TrainingSetRowConnectionType, {
    description: 'Its rows, in the order of the spine. For all of them, download it.',
  })
  async rows(
    @Root() { id, rowCount, columns }: TrainingSetType,
    @Args(() => RowArgs) { first, after }: RowArgs,
    @Ctx() { pages }: RequestContext,
  ): Promise<TrainingSetRowConnectionType> {
    const limit = first ?? 100;
    refuseLongPage(limit);
    const fromRow = after === undefined || after === null ? 0 : readRowCursor(after) + 1;
    pages.take({ rows: Math.min(limit, Math.max(0, rowCount - fromRow)), columns: columns.length });
    const page = await this.services.readTrainingSetPage(id, fromRow, limit);
    return { ...toRows(page, fromRow), totalCount: rowCount };
  }

  @FieldResolver(() => String, {
    description: 'Where the whole training set can be downloaded as a file, which is streamed.',
  })
  download(
    @Root() { id }: TrainingSetType,
    @Arg('format', () => ExportFormatEnum, { description: 'The format of the file.' }) format: ExportFormat,
    @Ctx() { origin }: RequestContext,
  ): string {
    return `${origin ?? ''}/v1/training-sets/${encodeURIComponent(id)}.${format.toLowerCase()}`;
  }
}

function refuseLongPage(first: number): void {
  if (first >= 0 && first <= LONGEST_PAGE) return;
  const code = first < 0 ? 'INPUT_INVALID' : 'TOO_MANY_ROWS';
  const message = `first is ${first}, but a page has from 0 to 10,000 rows. Go on with after, or take all rows as a file: download(format: PARQUET) says where.`;
  throw new AsofError(code, message, { first, most: LONGEST_PAGE });
}

function readRowCursor(cursor: string): number {
  const key = fromCursor(cursor);
  if (!/^\d{1,15}$/.test(key)) throw foreignCursor(cursor);
  return Number(key);
}

function toRows(
  { record, rows, hasNextPage }: TrainingSetPage,
  fromRow: number,
): Omit<TrainingSetRowConnectionType, 'totalCount'> {
  const types = record.columns.map(({ type }) => type);
  const nodes = rows.map(({ position, values }) => ({
    position,
    values: values.map((value, index) => toJson(value, types[index] ?? 'String')),
  }));
  return pageOf(nodes, { keyOf: ({ position }) => String(position), hasNextPage, hasPreviousPage: fromRow > 0 });
}
