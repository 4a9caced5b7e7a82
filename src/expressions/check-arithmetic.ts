import type { Checking, Typed } from './checking.js';
import type { ArithmeticExpression, Expression, NegationExpression } from './expression.js';
import { isZero } from './expression.js';
import { describe } from './meet-types.js';
import { isNumeric, widerNumeric } from './static-type.js';

/**
 * Types arithmetic as Postgres does: in the wider of the two types, so that whole numbers divide to whole numbers.
 * A divisor already written as NULLIF(x, 0) is taken as x, since division says that of itself.
 */
export function checkArithmetic(expression: ArithmeticExpression, checking: Checking): Typed {
  const { operator } = expression;
  const left = checkOperand(expression.left, operator, checking);
  const right = checkOperand(
    operator === '/' || operator === '%' ? withoutNullIfZero(expression.right) : expression.right,
    operator,
    checking,
  );
  const checked: Expression = { ...expression, left: left.expression, right: right.expression };
  if (left.type === 'Refused' || right.type === 'Refused') return { expression: checked, type: 'Refused' };
  if (left.type === 'Null' && right.type === 'Null') {
    checking.list.add(
      expression.at,
      `Both sides of "${operator}" are NULL, which has no type. Name a column or a number.`,
    );
    return { expression: checked, type: 'Refused' };
  }
  const type =
    left.type === 'Null' ? right.type : right.type === 'Null' ? left.type : widerNumeric(left.type, right.type);
  if (operator === '%' && type === 'Float') {
    checking.list.add(expression.at, 'The remainder "%" is there for Int, BigInt and Decimal; found Float.');
    return { expression: checked, type: 'Refused' };
  }
  return { expression: checked, type };
}

/** Types a unary minus: a number keeps its type. */
export function checkNegation(expression: NegationExpression, checking: Checking): Typed {
  const operand = checkOperand(expression.operand, '-', checking);
  if (operand.type === 'Null')
    checking.list.add(expression.at, 'Found "-" before NULL, which has no type. Name a column or a number.');
  return {
    expression: { ...expression, operand: operand.expression },
    type: operand.type === 'Null' ? 'Refused' : operand.type,
  };
}

function checkOperand(operand: Expression, operator: string, checking: Checking): Typed {
  const typed = checking.check(operand);
  if (isNumeric(typed.type) || typed.type === 'Null' || typed.type === 'Refused') return typed;
  const advice =
    typed.type === 'DateTime'
      ? ' Times are compared, not computed with; work out the difference in a view of the database.'
      : typed.type === 'Boolean'
        ? ' Write CASE WHEN … THEN 1 ELSE 0 END.'
        : ' Only numbers are computed with.';
  checking.list.add(
    operand.at,
    `${describe(typed.expression)} is ${typed.type}, which "${operator}" does not take.${advice}`,
  );
  return { ...typed, type: 'Refused' };
}

function withoutNullIfZero(right: Expression): Expression {
  return right.kind === 'nullif' && isZero(right.right) ? withoutNullIfZero(right.left) : right;
}
