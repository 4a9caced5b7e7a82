import type { Problem } from '../errors/asof-error.js';
import type { ErrorCode } from '../errors/catalogue.js';

/** A problem inside an expression. Line and column count from 1 within the expression; `offset` is in UTF-16 units. */
export interface ExpressionProblem extends Problem {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** The name that was taken for a column, when there is none of it. */
  readonly unknownColumn?: string;
}

/** What parsing or checking gives when the expression is not of the language. Lists at least one problem. */
export interface RefusedExpression {
  readonly kind: 'refused';
  readonly problems: readonly ExpressionProblem[];
}

/** Gathers the problems of one expression, so that they are reported together. */
export interface ProblemList {
  readonly problems: readonly ExpressionProblem[];
  add(offset: number, message: string): void;
  addUnknownColumn(offset: number, column: string, message: string): void;
}

/** An empty list of problems for the expression that `text` holds. */
export function startProblemList(text: string): ProblemList {
  const problems: ExpressionProblem[] = [];
  const place = (code: ErrorCode, offset: number, message: string): ExpressionProblem => {
    const within = Math.min(Math.max(offset, 0), text.length);
    return { code, message, offset: within, ...lineAndColumn(text, within) };
  };
  return {
    problems,
    add(offset, message) {
      problems.push(place('EXPRESSION_INVALID', offset, message));
    },
    addUnknownColumn(offset, unknownColumn, message) {
      problems.push({ ...place('SOURCE_COLUMN_NOT_FOUND', offset, message), unknownColumn });
    },
  };
}

/** The place of an offset, in UTF-16 units, as line and column that count from 1. Lines end as GraphQL ends them. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (const { index, 0: ending } of text.matchAll(/\r\n|[\n\r]/g)) {
    if (index + ending.length > offset) break;
    line += 1;
    start = index + ending.length;
  }
  return { line, column: offset - start + 1 };
}
