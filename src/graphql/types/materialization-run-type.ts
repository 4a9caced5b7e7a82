import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../../time/instant.js';
import type { RunState } from '../../registry/run-registry.js';
import { connectionType } from '../connection.js';
import { RunStateEnum } from '../enums.js';
import { DateTime } from '../scalars/date-time.js';
import { JsonObjectScalar } from '../scalars/json.js';

@ObjectType('RunReport', { description: 'What a run did to the history and to the online store.' })
export class RunReportType {
  @Field(() => Int, { description: 'Rows looked at in the source.' })
  rowsRead!: number;

  @Field(() => Int, { description: 'Row versions added to the history.' })
  rowsAdded!: number;

  @Field(() => Int, { description: 'Row versions closed: corrected or deleted at the source.' })
  rowsClosed!: number;

  @Field(() => JsonObjectScalar, { description: 'Rows kept aside, counted by reason.' })
  rowsRefused!: Readonly<Record<string, number>>;

  @Field(() => Int, { description: 'Rows that belong to no entity, because a join key is null.' })
  rowsWithoutEntity!: number;

  @Field(() => Int, { description: 'Rows whose known time is null; they come in once it is known.' })
  rowsNotYetKnown!: number;

  @Field(() => Int, { description: 'Entities written to the online store.' })
  entitiesWritten!: number;
}

@ObjectType('RunFailure', { description: 'Why a run failed.' })
export class RunFailureType {
  @Field(() => String, { description: 'A code of the error catalogue.' })
  code!: string;

  @Field(() => String, { description: 'What happened and what to do.' })
  message!: string;
}

@ObjectType('MaterializationRun', {
  description: 'One materialization of one feature view version or label set version.',
})
export class MaterializationRunType {
  @Field(() => ID, { description: 'Unique over all runs.' })
  id!: string;

  @Field(() => String, { description: 'What was materialized, with its version, like "AirportDelays@2".' })
  name!: string;

  @Field(() => Int, { description: 'The number of the run among those of its definition version.' })
  run!: number;

  @Field(() => RunStateEnum, { description: 'How far it has come.' })
  state!: RunState;

  @Field(() => DateTime, { description: 'When it started.' })
  startedAt!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it goes on.' })
  finishedAt!: Instant | null;

  @Field(() => Boolean, { description: 'Whether the history holds it: training sets may then read it.' })
  inHistory!: boolean;

  @Field(() => Boolean, { description: 'Whether the online store holds it: live reads then answer from it.' })
  online!: boolean;

  @Field(() => RunReportType, { nullable: true, description: 'What it did; null while it goes on.' })
  report!: RunReportType | null;

  @Field(() => RunFailureType, { nullable: true, description: 'Why it failed; null unless it did.' })
  failure!: RunFailureType | null;
}

export const MaterializationRunConnectionType = connectionType('MaterializationRun', MaterializationRunType);
