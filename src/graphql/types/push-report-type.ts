import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('RefusedRow', { description: 'A pushed row that was not taken in.' })
export class RefusedRowType {
  @Field(() => Int, { description: 'Its place in the request, from 0.' })
  index!: number;

  @Field(() => String, { description: 'A code of the error catalogue.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong with it.' })
  message!: string;
}

@ObjectType('PushReport', { description: 'What became of pushed rows.' })
export class PushReportType {
  @Field(() => Int, { description: 'Rows taken in: durable, and visible in live reads.' })
  accepted!: number;

  @Field(() => [RefusedRowType], { description: 'Rows that were not taken in.' })
  refused!: readonly RefusedRowType[];

  @Field(() => Boolean, {
    description: 'Whether rows had been pushed under this idempotency key before; nothing has changed then.',
  })
  duplicate!: boolean;
}
