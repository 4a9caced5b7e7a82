import type { Node } from 'libpg-query';
import { didYouMean } from '../errors/did-you-mean.js';
import type { Expression } from './expression.js';
import type { ProblemList } from './expression-problem.js';

/** The functions of the language. */
const FUNCTIONS: readonly string[] = ['COALESCE', 'NULLIF'];

const AGGREGATES: ReadonlyMap<string, string> = new Map([
  ['count', '@count'],
  ['sum', '@sum'],
  ['avg', '@mean'],
  ['mean', '@mean'],
  ['min', '@min'],
  ['max', '@max'],
  ['stddev', '@stddev'],
  ['stddev_samp', '@stddev'],
]);

/** Puts a part of the grammar that is not of the language on the list of problems, with the nearest thing that is; gives NULL. */
export function refuseNode(node: Node, at: number, list: ProblemList): Expression {
  list.add(at, describe(node));
  return { kind: 'null', at };
}

function describe(node: Node): string {
  if ('FuncCall' in node)
    return describeFunction(partsOf(node.FuncCall.funcname).filter((part) => part !== 'pg_catalog'));
  if ('ColumnRef' in node) {
    const parts = partsOf(node.ColumnRef.fields);
    const column = parts.at(-1) === '*' ? '' : `: ${JSON.stringify(parts.at(-1))}`;
    return `Found ${JSON.stringify(parts.join('.'))}: an expression sees the columns of its own source only. Write the column alone${column}.`;
  }
  if ('TypeCast' in node) {
    return `Found a cast to ${partsOf(node.TypeCast.typeName?.names).at(-1) ?? 'a type'}: casts are not of the language. A time is written TIMESTAMPTZ '2026-03-29T01:00:00Z'; multiply by 1.0 to get fractions.`;
  }
  if ('A_Const' in node)
    return 'Found a constant that is neither a number of at most 1,000 digits, a text, TRUE, FALSE nor NULL. Write one of these.';
  if ('SubLink' in node)
    return 'Found a query: an expression sees one row of its source at a time. Make a view in the database and use it as the source.';
  if ('SQLValueFunction' in node)
    return 'Found a function of the clock or the session: an expression must give the same whenever it runs. Use a column instead.';
  if ('ParamRef' in node) return 'Found a parameter: nothing can be passed to an expression. Write the value itself.';
  if ('RowExpr' in node)
    return 'Found a row of several values. Write one expression; compare columns one by one with AND.';
  if ('MinMaxExpr' in node)
    return 'GREATEST and LEAST are not of the language. Write CASE WHEN a > b THEN a ELSE b END.';
  if ('CollateClause' in node) return 'Found a collation: texts always compare by code point. Leave COLLATE out.';
  if ('A_Indirection' in node || 'A_ArrayExpr' in node)
    return 'Found an array or a part of one: arrays are not of the language. Unpack it in a view of the database.';
  return `Found ${Object.keys(node)[0] ?? 'something'}, which is not of the language. Allowed: columns, literals, comparison, arithmetic, AND, OR, NOT, IS, IN, BETWEEN, CASE, COALESCE, NULLIF.`;
}

function describeFunction(parts: readonly string[]): string {
  const name = parts.join('.');
  const aggregate = AGGREGATES.get(name);
  if (aggregate)
    return `The function ${JSON.stringify(name)} looks at many rows; an expression sees one. Say ${aggregate} on the feature, with the expression as its "of".`;
  return `The function ${JSON.stringify(name)} is not of the language.${didYouMean(name, FUNCTIONS)}`;
}

function partsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((each) => ('String' in each ? (each.String.sval ?? '') : '*'));
}
