import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { AsofError } from '../errors/asof-error.js';

/** How large a query may be. Deep enough for the introspection that tools send. */
export const QUERY_LIMITS = { depth: 20, fields: 2_000, rootFields: 50 } as const;

/** A validation rule that refuses queries that are deeper or larger than the limits, fragments written out, and operations the schema lacks. */
export function limitQuery(context: ValidationContext): ASTVisitor {
  const measured = new Map<string, Size>();
  return {
    OperationDefinition(operation) {
      if (!context.getSchema().getRootType(operation.operation)) {
        const message = `There is nothing to ask for with a ${operation.operation} here. Send a query or a mutation.`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      }
      const excess = excessOf(measure({ context, measured, open: new Set() }, operation.selectionSet), operation);
      if (excess !== undefined) context.reportError(new GraphQLError(excess, { nodes: operation }));
    },
  };
}

const MOST_FRAGMENTS = 500;

/**
 * Refuses a request whose text defines more fragments than anyone writes. Looked at before it is parsed: validation calls
 * itself for every fragment in a fragment, and thousands of them exhaust the stack.
 */
export function refuseManyFragments(body: unknown): void {
  const query = (body as { readonly query?: unknown } | null | undefined)?.query;
  const found = typeof query === 'string' ? (query.match(/\bfragment\s+\w+\s+on\b/g)?.length ?? 0) : 0;
  if (found <= MOST_FRAGMENTS) return;
  const message = `The request defines ${found} fragments; ${MOST_FRAGMENTS} are allowed. Ask for less at a time.`;
  throw new AsofError('INPUT_INVALID', message, { found, most: MOST_FRAGMENTS });
}

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly rootFields: number;
}

interface Measuring {
  readonly context: ValidationContext;
  /** Sizes of fragments, each measured once. */
  readonly measured: Map<string, Size>;
  /** Fragments under way; one that contains itself is refused by another rule. */
  readonly open: Set<string>;
}

const NOTHING: Size = { depth: 0, fields: 0, rootFields: 0 };

function measure(measuring: Measuring, selectionSet: SelectionSetNode): Size {
  let size = NOTHING;
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const inner = selection.selectionSet ? measure(measuring, selection.selectionSet) : NOTHING;
      size = add(size, { depth: inner.depth + 1, fields: inner.fields + 1, rootFields: 1 });
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      size = add(size, measure(measuring, selection.selectionSet));
    } else {
      size = add(size, measureFragment(measuring, selection.name.value));
    }
  }
  return size;
}

function measureFragment(measuring: Measuring, name: string): Size {
  const { context, measured, open } = measuring;
  const known = measured.get(name);
  const fragment = context.getFragment(name);
  if (known !== undefined || !fragment || open.has(name)) return known ?? NOTHING;
  open.add(name);
  const size = measure(measuring, fragment.selectionSet);
  open.delete(name);
  measured.set(name, size);
  return size;
}

function add(a: Size, b: Size): Size {
  return { depth: Math.max(a.depth, b.depth), fields: a.fields + b.fields, rootFields: a.rootFields + b.rootFields };
}

function excessOf({ depth, fields, rootFields }: Size, { operation }: OperationDefinitionNode): string | undefined {
  if (depth > QUERY_LIMITS.depth)
    return `This ${operation} is ${depth} levels deep; ${QUERY_LIMITS.depth} are allowed. Ask for less at a time.`;
  if (fields > QUERY_LIMITS.fields)
    return `This ${operation} asks for ${fields} fields; ${QUERY_LIMITS.fields} are allowed. Ask for less at a time.`;
  if (rootFields <= QUERY_LIMITS.rootFields) return undefined;
  return `This ${operation} asks ${rootFields} things at once; ${QUERY_LIMITS.rootFields} are allowed. Send them in several requests.`;
}
