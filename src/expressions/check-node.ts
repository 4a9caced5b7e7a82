import { checkArithmetic, checkNegation } from './check-arithmetic.js';
import type { Checking, Typed } from './checking.js';
import type { Expression } from './expression.js';
import type { ProblemList } from './expression-problem.js';
import { asComparable, describe, unify } from './meet-types.js';
import type { StaticType } from './static-type.js';
import { isNumeric, typeOfNumber } from './static-type.js';

/** Types one node and all below it, as Postgres would; problems go on the list. */
export function checkNode(expression: Expression, checking: Checking): Typed {
  const { check } = checking;
  switch (expression.kind) {
    case 'column':
      return { expression, type: checking.column(expression.name, expression.at) ?? 'Refused' };
    case 'number':
      return { expression, type: typeOfNumber(expression.digits) };
    case 'string':
      return { expression, type: 'String' };
    case 'boolean':
      return { expression, type: 'Boolean' };
    case 'null':
      return { expression, type: 'Null' };
    case 'instant':
      return { expression, type: 'DateTime' };
    case 'code-point-text':
      return check(expression.operand);
    case 'arithmetic':
      return checkArithmetic(expression, checking);
    case 'negation':
      return checkNegation(expression, checking);
    case 'logic':
      return boolean({ ...expression, operands: expression.operands.map((each) => condition(each, checking)) });
    case 'not':
      return boolean({ ...expression, operand: condition(expression.operand, checking) });
    case 'null-test':
      return boolean({ ...expression, operand: check(expression.operand).expression });
    case 'truth-test':
      return boolean({ ...expression, operand: condition(expression.operand, checking) });
    case 'coalesce': {
      const { items, type } = unify(expression.operands.map(check), checking.list);
      return { expression: { ...expression, operands: items }, type };
    }
    case 'case':
      return checkCase(expression, checking);
    default:
      return checkMeeting(expression, checking);
  }
}

/** Nodes in which values are compared with each other. */
function checkMeeting(
  expression: Extract<Expression, { kind: 'comparison' | 'distinct' | 'nullif' | 'in' | 'between' }>,
  checking: Checking,
): Typed {
  const compare = (each: readonly Expression[]): { items: Expression[]; type: StaticType; types: StaticType[] } => {
    const typed = each.map((one) => checking.check(one));
    if (expression.kind !== 'distinct') refuseNulls(typed, expression.kind, checking.list);
    const { items, type } = unify(typed, checking.list);
    return { items: asComparable(items, type), type, types: typed.map((one) => one.type) };
  };
  switch (expression.kind) {
    case 'comparison':
    case 'distinct': {
      const [left = expression.left, right = expression.right] = compare([expression.left, expression.right]).items;
      return boolean({ ...expression, left, right });
    }
    case 'nullif': {
      const { items, type, types } = compare([expression.left, expression.right]);
      const [left = expression.left, right = expression.right] = items;
      const whole = types.every((each) => each === 'Int' || each === 'BigInt');
      return { expression: { ...expression, left, right }, type: whole ? (types[0] ?? type) : type };
    }
    case 'in': {
      const [operand = expression.operand, ...options] = compare([expression.operand, ...expression.options]).items;
      return boolean({ ...expression, operand, options });
    }
    case 'between': {
      const [operand = expression.operand, low = expression.low, high = expression.high] = compare([
        expression.operand,
        expression.low,
        expression.high,
      ]).items;
      return boolean({ ...expression, operand, low, high });
    }
  }
}

function checkCase(expression: Extract<Expression, { kind: 'case' }>, checking: Checking): Typed {
  const { operand, branches, otherwise } = expression;
  const whens = operand
    ? checkMeetingOperand(
        operand,
        branches.map(({ when }) => when),
        checking,
      )
    : branches.map(({ when }) => condition(when, checking));
  const results = unify(
    [...branches.map(({ result }) => result), otherwise].map((each) => checking.check(each)),
    checking.list,
  );
  const head = operand ? whens[0] : null;
  const conditions = operand ? whens.slice(1) : whens;
  return {
    expression: {
      ...expression,
      operand: head ?? null,
      branches: branches.map((branch, index) => ({
        when: conditions[index] ?? branch.when,
        result: results.items[index] ?? branch.result,
      })),
      otherwise: results.items.at(-1) ?? otherwise,
    },
    type: results.type,
  };
}

function checkMeetingOperand(operand: Expression, whens: readonly Expression[], checking: Checking): Expression[] {
  const typed = [operand, ...whens].map((each) => checking.check(each));
  refuseNulls(typed, 'case', checking.list);
  const { items, type } = unify(typed, checking.list);
  return asComparable(items, type);
}

/** NULL compares with nothing, so whoever writes it there means something else. */
function refuseNulls(typed: readonly Typed[], kind: string, list: ProblemList): void {
  for (const { expression, type } of typed) {
    if (type === 'Null')
      list.add(
        expression.at,
        `Found NULL where ${kind === 'nullif' ? 'NULLIF' : kind === 'comparison' ? 'a comparison' : kind.toUpperCase()} needs a value: NULL equals nothing. Write IS NULL or IS NOT NULL.`,
      );
  }
}

function condition(expression: Expression, checking: Checking): Expression {
  const typed = checking.check(expression);
  if (typed.type !== 'Boolean' && typed.type !== 'Null' && typed.type !== 'Refused') {
    const advice = isNumeric(typed.type) ? ' Compare it, as in "x <> 0".' : ' Write a comparison.';
    checking.list.add(
      expression.at,
      `${describe(typed.expression)} is ${typed.type} where a condition (Boolean) is needed.${advice}`,
    );
  }
  return typed.expression;
}

function boolean(expression: Expression): Typed {
  return { expression, type: 'Boolean' };
}
