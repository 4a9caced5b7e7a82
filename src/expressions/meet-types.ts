import type { Typed } from './checking.js';
import type { Expression } from './expression.js';
import type { ProblemList } from './expression-problem.js';
import { instantOf } from './instant-literal.js';
import type { StaticType } from './static-type.js';
import { isNumeric, widerNumeric } from './static-type.js';

/**
 * The one type in which several values meet: compared with each other, or the possible results of one expression.
 * Numbers meet in the widest of their types; a written string that meets a time becomes one.
 */
export function unify(
  typed: readonly Typed[],
  list: ProblemList,
): { readonly items: Expression[]; readonly type: StaticType } {
  const hasTime = typed.some(({ type }) => type === 'DateTime');
  const items = typed.map((each) => (hasTime ? asInstant(each, list) : each));
  let met: Typed | undefined;
  let refused = false;
  for (const item of items) {
    if (item.type === 'Refused') refused = true;
    if (item.type === 'Null' || item.type === 'Refused') continue;
    if (met === undefined) met = item;
    else if (isNumeric(met.type) && isNumeric(item.type)) met = { ...met, type: widerNumeric(met.type, item.type) };
    else if (met.type !== item.type) {
      list.add(
        item.expression.at,
        `${describe(item.expression)} is ${item.type} and ${describe(met.expression)} is ${met.type}: they do not meet.${advice(met, item)}`,
      );
      refused = true;
    }
  }
  return { items: items.map(({ expression }) => expression), type: refused ? 'Refused' : (met?.type ?? 'Null') };
}

/** The items as they are compared: texts by code point, which it is enough to say of the first. */
export function asComparable(items: readonly Expression[], type: StaticType): Expression[] {
  const [first, ...others] = items;
  if (first === undefined || type !== 'String') return [...items];
  return [{ kind: 'code-point-text', operand: first, at: first.at }, ...others];
}

/** An expression named for a message: a column or a literal by itself, anything else by what it is. */
export function describe(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return `The column ${JSON.stringify(expression.name)}`;
    case 'number':
      return `The number ${expression.digits.slice(0, 40)}`;
    case 'string':
      return `The text '${expression.value.slice(0, 40)}'`;
    case 'boolean':
      return String(expression.value).toUpperCase();
    case 'null':
      return 'NULL';
    case 'instant':
      return `The time ${expression.rfc3339}`;
    default:
      return 'The expression';
  }
}

function asInstant(typed: Typed, list: ProblemList): Typed {
  if (typed.expression.kind !== 'string') return typed;
  const expression = instantOf(typed.expression.value, { at: typed.expression.at, list });
  return expression ? { expression, type: 'DateTime' } : { ...typed, type: 'Refused' };
}

function advice(first: Typed, second: Typed): string {
  const [literal, other] =
    first.expression.kind === 'string' || first.expression.kind === 'number' ? [first, second] : [second, first];
  if (literal.expression.kind === 'number' && other.type === 'String')
    return ` Write the number in single quotes to compare texts: '${literal.expression.digits}'.`;
  if (literal.expression.kind === 'string' && isNumeric(other.type)) return ' Write the number without quotes.';
  if (literal.expression.kind === 'string' && other.type === 'Boolean') return ' Write TRUE or FALSE.';
  if (other.type === 'Boolean' && isNumeric(literal.type)) return ' Write TRUE or FALSE.';
  return '';
}
