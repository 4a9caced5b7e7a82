import type { A_Const, Node } from 'libpg-query';
import type { Conversion } from './conversion.js';
import { convertOperator } from './convert-operator.js';
import type { Expression } from './expression.js';
import { joinConditions } from './expression.js';
import { parseInstantLiteral } from './instant-literal.js';
import { refuseNode } from './refuse-node.js';

/**
 * The expression that a tree of Postgres's grammar stands for. What is not of the language is put on the list of problems
 * and stands as NULL, so that the rest is still looked at.
 */
export function convertNode(node: Node, conversion: Conversion): Expression {
  const at = conversion.offsetOf(locationOf(node));
  const { convert } = conversion;
  if ('ColumnRef' in node) {
    const [field, ...more] = node.ColumnRef.fields ?? [];
    if (field && 'String' in field && more.length === 0) return { kind: 'column', name: field.String.sval ?? '', at };
  }
  if ('A_Const' in node) return convertConstant(node.A_Const, at) ?? refuseNode(node, at, conversion.list);
  if ('A_Expr' in node) return convertOperator(node.A_Expr, at, conversion);
  if ('BoolExpr' in node) {
    const operands = (node.BoolExpr.args ?? []).map(convert);
    if (node.BoolExpr.boolop === 'NOT_EXPR') return { kind: 'not', operand: operands[0] ?? convert(undefined), at };
    return joinConditions(node.BoolExpr.boolop === 'OR_EXPR' ? 'OR' : 'AND', operands, at);
  }
  if ('NullTest' in node) {
    return {
      kind: 'null-test',
      operand: convert(node.NullTest.arg),
      negated: node.NullTest.nulltesttype === 'IS_NOT_NULL',
      at,
    };
  }
  if ('BooleanTest' in node) {
    const { arg, booltesttype: test = 'IS_TRUE' } = node.BooleanTest;
    const negated = test.startsWith('IS_NOT');
    if (test.endsWith('UNKNOWN')) return { kind: 'null-test', operand: convert(arg), negated, at };
    return { kind: 'truth-test', operand: convert(arg), value: test.endsWith('TRUE'), negated, at };
  }
  if ('CaseExpr' in node) return convertCase(node, at, conversion);
  if ('CoalesceExpr' in node) return { kind: 'coalesce', operands: (node.CoalesceExpr.args ?? []).map(convert), at };
  if ('CollateClause' in node) {
    const names = (node.CollateClause.collname ?? []).map((each) => ('String' in each ? each.String.sval : ''));
    if (names.length === 1 && names[0] === 'C') return convert(node.CollateClause.arg);
  }
  if ('TypeCast' in node)
    return parseInstantLiteral(node.TypeCast, { at, conversion }) ?? refuseNode(node, at, conversion.list);
  return refuseNode(node, at, conversion.list);
}

function convertCase(node: Extract<Node, { CaseExpr: unknown }>, at: number, { convert }: Conversion): Expression {
  const { arg, args = [], defresult } = node.CaseExpr;
  const branches = args.map((each) => {
    const { expr, result } = 'CaseWhen' in each ? each.CaseWhen : {};
    return { when: convert(expr), result: convert(result) };
  });
  return { kind: 'case', operand: arg ? convert(arg) : null, branches, otherwise: convert(defresult), at };
}

const MOST_DIGITS = 1_000;

function convertConstant(constant: A_Const, at: number): Expression | undefined {
  if (constant.isnull) return { kind: 'null', at };
  if (constant.boolval) return { kind: 'boolean', value: constant.boolval.boolval ?? false, at };
  if (constant.sval) return { kind: 'string', value: constant.sval.sval ?? '', at };
  if (constant.ival) return { kind: 'number', digits: String(constant.ival.ival ?? 0), at };
  const digits = constant.fval && plainDigits(constant.fval.fval ?? '0');
  return digits === undefined ? undefined : { kind: 'number', digits, at };
}

/** Digits without separators, bases and a leading point; `undefined` for a number beyond all use. */
function plainDigits(written: string): string | undefined {
  const [, sign = '', rest = ''] = /^(-?)(.*)$/.exec(written.toLowerCase().replaceAll('_', '')) ?? [];
  const isWhole = /^(\d+|0[xob][\da-f]+)$/.test(rest);
  const exponent = isWhole ? 0 : Number(/e([+-]?\d+)$/.exec(rest)?.[1] ?? 0);
  const digits = isWhole ? String(BigInt(rest)) : `${rest.startsWith('.') ? '0' : ''}${rest}`;
  return digits.length > MOST_DIGITS || Math.abs(exponent) > MOST_DIGITS ? undefined : `${sign}${digits}`;
}

function locationOf(node: Node): number {
  const [content] = Object.values(node) as { readonly location?: number }[];
  if ('TypeCast' in node) return node.TypeCast.typeName?.location ?? 0;
  if ('A_Indirection' in node && node.A_Indirection.arg) return locationOf(node.A_Indirection.arg);
  return content?.location ?? 0;
}
