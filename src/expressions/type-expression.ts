import { didYouMean } from '../errors/did-you-mean.js';
import type { FeatureType } from '../values/feature-type.js';
import { checkNode } from './check-node.js';
import type { Checking } from './checking.js';
import type { Expression } from './expression.js';
import type { RefusedExpression } from './expression-problem.js';
import { startProblemList } from './expression-problem.js';
import type { ExpressionOrigin } from './parse-expression.js';
import { parseExpression } from './parse-expression.js';
import { toSql } from './to-sql.js';

/** An expression that holds against the columns of its source. */
export interface CheckedExpression {
  readonly kind: 'checked';
  /** The checked tree: texts that become times are times, and comparisons of text say how they compare. */
  readonly expression: Expression;
  /** The one text of the tree; reading it again gives the same text. */
  readonly sql: string;
  readonly type: FeatureType;
  /** The columns it looks at, sorted, each once. */
  readonly columns: readonly string[];
}

/**
 * Types a tree against the columns of a source, as Postgres would, and gives the checked expression or every problem.
 * `text` is what the tree was read from; problems are located in it. Stricter than Postgres where it would guess:
 * a text never becomes a number, and a text that meets a time must name one with an offset.
 */
export function typeExpression(
  expression: Expression,
  columns: ReadonlyMap<string, FeatureType>,
  text: string,
): CheckedExpression | RefusedExpression {
  const list = startProblemList(text);
  const used = new Set<string>();
  const column = (name: string, at: number): FeatureType | undefined => {
    const type = columns.get(name);
    if (type === undefined) list.addUnknownColumn(at, name, unknownColumn(name, columns));
    else used.add(name);
    return type;
  };
  const checking: Checking = { list, column, check: (each) => checkNode(each, checking) };
  const checked = checking.check(expression);
  if (checked.type === 'Null')
    list.add(expression.at, 'The expression is always NULL and so has no type. Name a column or a value in it.');
  if (list.problems.length > 0 || checked.type === 'Null' || checked.type === 'Refused')
    return { kind: 'refused', problems: list.problems };
  return {
    kind: 'checked',
    expression: checked.expression,
    sql: toSql(checked.expression),
    type: checked.type,
    columns: [...used].sort(),
  };
}

/** Parses and types in one step. The `sql` of a checked expression is read again as `printed`: it may be past an author's limits. */
export function checkExpression(
  text: string,
  columns: ReadonlyMap<string, FeatureType>,
  origin: ExpressionOrigin = 'written',
): CheckedExpression | RefusedExpression {
  const parsed = parseExpression(text, origin);
  return parsed.kind === 'refused' ? parsed : typeExpression(parsed.expression, columns, text);
}

function unknownColumn(name: string, columns: ReadonlyMap<string, FeatureType>): string {
  const folded = [...columns.keys()].find((each) => each.toLowerCase() === name.toLowerCase());
  const advice =
    folded === undefined
      ? didYouMean(name, columns.keys())
      : ` The column ${JSON.stringify(folded)} is there; names with capitals are written in double quotes.`;
  return `The source has no column ${JSON.stringify(name)}.${advice}`;
}
