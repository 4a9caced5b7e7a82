import { AsofError } from '../errors/asof-error.js';
import type { FeatureType } from '../values/feature-type.js';
import type { ExpressionOrigin } from '../expressions/parse-expression.js';
import { toSql } from '../expressions/to-sql.js';
import { checkExpression } from '../expressions/type-expression.js';

/** A column that a condition may look at, and its name in the history. */
export interface ConditionColumn {
  readonly name: string;
  readonly type: FeatureType;
  readonly historyColumn: string;
}

/** A condition on spine rows: its one text, for the record, and SQL over the history's columns. */
export interface Condition {
  readonly canonical: string;
  readonly sql: string;
}

/**
 * Checks the author's condition against the columns of a spine. SQL reads a name without quotes in small letters: such a name
 * means the column that is spelled like it but for capitals. Throws `EXPRESSION_INVALID`.
 */
export function compileCondition(
  text: string,
  columns: readonly ConditionColumn[],
  origin: ExpressionOrigin,
): Condition {
  const named = new Map([
    ...columns.map((column) => [column.name.toLowerCase(), column] as const),
    ...columns.map((column) => [column.name, column] as const),
  ]);
  const checked = checkExpression(text, new Map([...named].map(([name, { type }]) => [name, type])), origin);
  const shown = text.slice(0, 200);
  if (checked.kind === 'refused') {
    const problems = checked.problems.map(({ message }) => message).join(' ');
    throw new AsofError('EXPRESSION_INVALID', `The condition ${JSON.stringify(shown)} cannot be used: ${problems}`, {
      where: shown,
    });
  }
  if (checked.type !== 'Boolean') {
    throw new AsofError(
      'EXPRESSION_INVALID',
      `The condition ${JSON.stringify(shown)} is a ${checked.type}. Write one that is true or false, like "distance > 500".`,
      { where: shown },
    );
  }
  return {
    canonical: checked.sql,
    sql: toSql(checked.expression, (name) => named.get(name)?.historyColumn ?? 'NULL'),
  };
}
