import type { Expression } from './expression.js';
import { isZero } from './expression.js';

/** Writes a column, by its exact name. */
export type ColumnWriter = (name: string) => string;

/**
 * The one SQL text of an expression: fully bracketed, identifiers quoted, literals explicit. The same tree gives the same
 * text, and reading the text back gives the same tree. Division and remainder are written so that by zero they give null.
 * Quoting does not depend on the server's settings.
 */
export function toSql(expression: Expression, column: ColumnWriter = quoteIdentifier): string {
  const write = (each: Expression): string => toSql(each, column);
  const list = (each: readonly Expression[]): string => each.map(write).join(', ');
  switch (expression.kind) {
    case 'column':
      return column(expression.name);
    case 'number':
      return expression.digits.startsWith('-') ? `(${expression.digits})` : expression.digits;
    case 'string':
      return quoteString(expression.value);
    case 'boolean':
      return expression.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'instant':
      return `(TIMESTAMPTZ ${quoteString(expression.rfc3339)})`;
    case 'comparison':
      return `(${write(expression.left)} ${expression.operator} ${write(expression.right)})`;
    case 'arithmetic':
      return `(${write(expression.left)} ${expression.operator} ${isDivision(expression.operator) ? divisor(expression.right, write) : write(expression.right)})`;
    case 'negation':
      return `(- ${write(expression.operand)})`;
    case 'logic':
      return `(${expression.operands.map(write).join(` ${expression.operator} `)})`;
    case 'not':
      return `(NOT ${write(expression.operand)})`;
    case 'null-test':
      return `(${write(expression.operand)} IS ${not(expression)}NULL)`;
    case 'truth-test':
      return `(${write(expression.operand)} IS ${not(expression)}${expression.value ? 'TRUE' : 'FALSE'})`;
    case 'distinct':
      return `(${write(expression.left)} IS ${not(expression)}DISTINCT FROM ${write(expression.right)})`;
    case 'case':
      return `(CASE ${expression.operand ? `${write(expression.operand)} ` : ''}${expression.branches.map(({ when, result }) => `WHEN ${write(when)} THEN ${write(result)} `).join('')}ELSE ${write(expression.otherwise)} END)`;
    case 'coalesce':
      return `COALESCE(${list(expression.operands)})`;
    case 'nullif':
      return `NULLIF(${write(expression.left)}, ${write(expression.right)})`;
    case 'in':
      return `(${write(expression.operand)} ${not(expression)}IN (${list(expression.options)}))`;
    case 'between':
      return `(${write(expression.operand)} ${not(expression)}BETWEEN ${write(expression.low)} AND ${write(expression.high)})`;
    case 'code-point-text':
      return `(${write(expression.operand)} COLLATE "C")`;
  }
}

/** A name as Postgres reads it exactly, whatever letters it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteString(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

function isDivision(operator: string): boolean {
  return operator === '/' || operator === '%';
}

function divisor(right: Expression, write: (each: Expression) => string): string {
  return right.kind === 'number' && !isZero(right) ? write(right) : `NULLIF(${write(right)}, 0)`;
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? 'NOT ' : '';
}
