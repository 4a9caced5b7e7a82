import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { AsofError } from '../errors/asof-error.js';

/** Which part of a list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, defaultValue: 50, description: 'How many at most; up to 1,000.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the node after which to go on.' })
  after?: string | null;
}

/** Which definitions. */
@ArgsType()
export class DefinitionListArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only the one of exactly this name.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only those with this text in their name or description, in whatever case.',
  })
  search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Older versions too, not only the newest.',
  })
  allVersions?: boolean | null;
}

@ObjectType('PageInfo', { description: 'Where a page of a list stands.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first node.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last node: give it as `after` for the next page.',
  })
  endCursor!: string | null;
}

/** A page of a list, as GraphQL clients page through it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfoType;
  /** Undefined where counting would cost a pass over everything; the field is then null. */
  readonly totalCount?: number;
}

/** The GraphQL type of a connection over `node`: `<name>Connection` and `<name>Edge`. */
export function connectionType<Node extends object>(name: string, node: ClassType<Node>): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `A ${name} with its cursor.` })
  class Edge {
    @Field(() => String, { description: 'Names its place in the list.' })
    cursor!: string;

    @Field(() => node, { description: `The ${name}.` })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}s.` })
  class Page {
    @Field(() => [Edge], { description: 'The nodes of this page with their cursors.' })
    edges!: Edge[];

    @Field(() => [node], { description: 'The nodes of this page.' })
    nodes!: Node[];

    @Field(() => PageInfoType, { description: 'Where this page stands in the list.' })
    pageInfo!: PageInfoType;

    @Field(() => Int, { nullable: true, description: 'How many there are in all; null where that is not counted.' })
    totalCount?: number;
  }
  return Page;
}

const LONGEST_PAGE = 1_000;
const PAGE = 50;

/** `first` within its bounds. Throws `INPUT_INVALID`. */
export function pageSize({ first }: PageArgs): number {
  const size = first ?? PAGE;
  if (size >= 0 && size <= LONGEST_PAGE) return size;
  throw new AsofError(
    'INPUT_INVALID',
    `first is ${size}, but must be from 0 to ${LONGEST_PAGE}. Ask for the rest with after.`,
    { first: size },
  );
}

/** The page of `all` that `args` asks for. `keyOf` names a node uniquely in the list; the cursor is made of it. */
export function paginate<Node>(all: readonly Node[], args: PageArgs, keyOf: (node: Node) => string): Connection<Node> {
  const size = pageSize(args);
  const start = args.after === undefined || args.after === null ? 0 : placeOf(all, args.after, keyOf) + 1;
  const nodes = all.slice(start, start + size);
  return {
    ...pageOf(nodes, { keyOf, hasNextPage: start + size < all.length, hasPreviousPage: start > 0 }),
    totalCount: all.length,
  };
}

/** A connection over nodes that are a page already. */
export function pageOf<Node>(
  nodes: readonly Node[],
  {
    keyOf,
    hasNextPage,
    hasPreviousPage,
  }: { readonly keyOf: (node: Node) => string; readonly hasNextPage: boolean; readonly hasPreviousPage: boolean },
): Connection<Node> {
  const edges = nodes.map((node) => ({ node, cursor: toCursor(keyOf(node)) }));
  const pageInfo = {
    hasNextPage,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { nodes, edges, pageInfo };
}

function placeOf<Node>(all: readonly Node[], cursor: string, keyOf: (node: Node) => string): number {
  const key = fromCursor(cursor);
  const place = all.findIndex((node) => keyOf(node) === key);
  if (place < 0) throw foreignCursor(cursor);
  return place;
}

function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** The key inside a cursor that a page gave. */
export function fromCursor(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

/** The refusal of a cursor that no page of this list gave. */
export function foreignCursor(cursor: string): AsofError {
  return new AsofError(
    'INPUT_INVALID',
    `after is ${JSON.stringify(cursor.slice(0, 60))}, which is not a cursor of this list. Use an endCursor that this list gave.`,
  );
}
