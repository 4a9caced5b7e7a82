/** Where a part of an expression stands: the offset, in UTF-16 units, of its first character in the author's text. */
interface Located {
  readonly at: number;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** A column of the source, by its exact name: what Postgres makes of an unquoted name is already done. */
export interface ColumnExpression extends Located {
  readonly kind: 'column';
  readonly name: string;
}

/** A number by its digits, with the sign. Without a point or an exponent it is a whole number, as in Postgres. */
export interface NumberExpression extends Located {
  readonly kind: 'number';
  readonly digits: string;
}

/** A text literal. */
export interface StringExpression extends Located {
  readonly kind: 'string';
  readonly value: string;
}

/** TRUE or FALSE. */
export interface BooleanExpression extends Located {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** NULL; it takes the type of what stands beside it. */
export interface NullExpression extends Located {
  readonly kind: 'null';
}

/** A moment, as `formatInstant` writes it. Type-checking makes it of a string that meets a DateTime. */
export interface InstantExpression extends Located {
  readonly kind: 'instant';
  readonly rfc3339: string;
}

/** A comparison; null when either side is. */
export interface ComparisonExpression extends Located {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `/` and `%` give null where the right side is zero. */
export interface ArithmeticExpression extends Located {
  readonly kind: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** Unary minus of anything but a number, whose minus is part of its digits. */
export interface NegationExpression extends Located {
  readonly kind: 'negation';
  readonly operand: Expression;
}

/** Two or more operands, none of them a `logic` with the same operator. */
export interface LogicExpression extends Located {
  readonly kind: 'logic';
  readonly operator: 'AND' | 'OR';
  readonly operands: readonly Expression[];
}

/** NOT; of null it is null. */
export interface NotExpression extends Located {
  readonly kind: 'not';
  readonly operand: Expression;
}

/** IS NULL or IS NOT NULL; never null itself. */
export interface NullTestExpression extends Located {
  readonly kind: 'null-test';
  readonly operand: Expression;
  readonly negated: boolean;
}

/** `IS TRUE`, `IS FALSE` and their `IS NOT`: never null themselves. */
export interface TruthTestExpression extends Located {
  readonly kind: 'truth-test';
  readonly operand: Expression;
  readonly value: boolean;
  readonly negated: boolean;
}

/** `IS DISTINCT FROM`; negated, `IS NOT DISTINCT FROM`. */
export interface DistinctExpression extends Located {
  readonly kind: 'distinct';
  readonly left: Expression;
  readonly right: Expression;
  readonly negated: boolean;
}

/** Both forms of CASE; `operand` is null where the branches are conditions. An ELSE that was left out is a null. */
export interface CaseExpression extends Located {
  readonly kind: 'case';
  readonly operand: Expression | null;
  readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
  readonly otherwise: Expression;
}

/** The first operand that is not null. */
export interface CoalesceExpression extends Located {
  readonly kind: 'coalesce';
  readonly operands: readonly Expression[];
}

/** The left side, or null where both sides are equal. */
export interface NullIfExpression extends Located {
  readonly kind: 'nullif';
  readonly left: Expression;
  readonly right: Expression;
}

/** Whether a value is among others; null where that hangs on a null. */
export interface InExpression extends Located {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly options: readonly Expression[];
  readonly negated: boolean;
}

/** Whether a value lies between two others, both included. */
export interface BetweenExpression extends Located {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

/** Text that is compared by code point. Only type-checking makes it. */
export interface CodePointTextExpression extends Located {
  readonly kind: 'code-point-text';
  readonly operand: Expression;
}

/** A SQL scalar expression over the columns of one source row. */
export type Expression =
  | ColumnExpression
  | NumberExpression
  | StringExpression
  | BooleanExpression
  | NullExpression
  | InstantExpression
  | ComparisonExpression
  | ArithmeticExpression
  | NegationExpression
  | LogicExpression
  | NotExpression
  | NullTestExpression
  | TruthTestExpression
  | DistinctExpression
  | CaseExpression
  | CoalesceExpression
  | NullIfExpression
  | InExpression
  | BetweenExpression
  | CodePointTextExpression;

/** Joins conditions into one; conditions that are joined by the same operator already become part of it. */
export function joinConditions(operator: 'AND' | 'OR', operands: readonly Expression[], at: number): LogicExpression {
  const flat = operands.flatMap((each) =>
    each.kind === 'logic' && each.operator === operator ? each.operands : [each],
  );
  return { kind: 'logic', operator, operands: flat, at };
}

/** The negative of an expression. A number takes the minus into its digits, so that one number has one form. */
export function negate(operand: Expression, at: number): NumberExpression | NegationExpression {
  if (operand.kind !== 'number') return { kind: 'negation', operand, at };
  const digits = operand.digits.startsWith('-') ? operand.digits.slice(1) : `-${operand.digits}`;
  return { kind: 'number', digits: digits === '-0' ? '0' : digits, at };
}

/** Whether an expression is the number zero, in whatever digits. */
export function isZero(expression: Expression): boolean {
  return expression.kind === 'number' && Number(expression.digits) === 0 && /^-?[0.]+(e.*)?$/.test(expression.digits);
}
