import type { A_Expr, Node } from 'libpg-query';
import type { Conversion } from './conversion.js';
import type { ArithmeticOperator, ComparisonOperator, Expression } from './expression.js';
import { negate } from './expression.js';

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='] satisfies ComparisonOperator[];
const ARITHMETIC: readonly string[] = ['+', '-', '*', '/', '%'] satisfies ArithmeticOperator[];
const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['||', 'Texts are not joined in an expression; join them in a view of the database.'],
  ['^', 'Write the product out: "x * x".'],
  ['==', 'Write "=" to compare.'],
  ['~~', 'LIKE is not of the language. Compare whole texts with "=" or IN.'],
  ['!~~', 'NOT LIKE is not of the language. Compare whole texts with "<>" or NOT IN.'],
]);

/** The expression of one operator of the grammar, or NULL and a problem when the operator is not of the language. */
export function convertOperator(node: A_Expr, at: number, conversion: Conversion): Expression {
  const { convert } = conversion;
  const negated =
    node.kind === 'AEXPR_NOT_DISTINCT' ||
    node.kind === 'AEXPR_NOT_BETWEEN' ||
    (node.kind === 'AEXPR_IN' && nameOf(node) === '<>');
  switch (node.kind) {
    case 'AEXPR_OP':
      return convertSign(node, at, conversion);
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return { kind: 'distinct', left: convert(node.lexpr), right: convert(node.rexpr), negated, at };
    case 'AEXPR_NULLIF':
      return { kind: 'nullif', left: convert(node.lexpr), right: convert(node.rexpr), at };
    case 'AEXPR_IN':
      return { kind: 'in', operand: convert(node.lexpr), options: itemsOf(node.rexpr).map(convert), negated, at };
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const [low, high] = itemsOf(node.rexpr);
      return { kind: 'between', operand: convert(node.lexpr), low: convert(low), high: convert(high), negated, at };
    }
    default:
      return refuse(node, at, conversion);
  }
}

function convertSign(node: A_Expr, at: number, conversion: Conversion): Expression {
  const { convert } = conversion;
  const name = nameOf(node);
  if (node.lexpr === undefined) {
    if (name === '-') return negate(convert(node.rexpr), at);
    return name === '+' ? convert(node.rexpr) : refuse(node, at, conversion);
  }
  const left = convert(node.lexpr);
  const right = convert(node.rexpr);
  if (COMPARISONS.includes(name)) return { kind: 'comparison', operator: name as ComparisonOperator, left, right, at };
  if (ARITHMETIC.includes(name)) return { kind: 'arithmetic', operator: name as ArithmeticOperator, left, right, at };
  return refuse(node, at, conversion);
}

/** The operator's sign; a sign with a schema is no sign of the language. */
function nameOf(node: A_Expr): string {
  return (node.name ?? []).map((each) => ('String' in each ? (each.String.sval ?? '') : '')).join('.');
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}

function refuse(node: A_Expr, at: number, { list }: Conversion): Expression {
  const name = nameOf(node);
  const shown =
    node.kind === 'AEXPR_OP' || node.kind === 'AEXPR_LIKE'
      ? name
      : `${name} ${(node.kind ?? '').replace('AEXPR_', '').replaceAll('_', ' ')}`;
  const advice =
    REPLACEMENTS.get(name) ?? `Allowed: ${[...COMPARISONS, ...ARITHMETIC].join(' ')}, AND, OR, NOT, IN, BETWEEN, IS.`;
  list.add(at, `The operator ${JSON.stringify(shown)} is not of the language. ${advice}`);
  return { kind: 'null', at };
}
