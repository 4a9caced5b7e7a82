import type { FeatureType } from '../../src/values/feature-type.js';
import type { Expression } from '../../src/expressions/expression.js';
import { joinConditions, negate } from '../../src/expressions/expression.js';
import { COLUMNS } from './columns.js';

const NUMBERS: readonly FeatureType[] = ['Int', 'BigInt', 'Decimal', 'Float'];
const STRINGS = ['', 'a', "o'clock", 'back\\slash', '"', '-- x', '/* x', '$$', 'ü😀', '\n', '%', 'NULL'];
const DIGITS: Partial<Record<FeatureType, readonly string[]>> = {
  Int: ['0', '1', '7', '-3', '2147483647', '-2147483648'],
  BigInt: ['2147483648', '9007199254740993', '-9223372036854775808'],
  Decimal: ['0.0', '1.50', '-0.25', '9223372036854775808', '1e3', '1.'],
  Float: ['1.5'],
};

/** Draws well-typed expression trees. */
export interface ExpressionDraw {
  draw(type: FeatureType, depth: number): Expression;
}

export function randomExpressions(random: () => number): ExpressionDraw {
  const at = 0;
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const coin = (): boolean => random() < 0.5;
  const several = <T>(make: () => T): T[] => Array.from({ length: 1 + Math.floor(random() * 3) }, make);
  const draw = (type: FeatureType, depth: number): Expression => {
    if (depth <= 0 || random() < 0.15) return leaf(type);
    const less = depth - 1;
    if (random() < 0.3) return choice(type, less);
    if (type === 'Boolean') return condition(less);
    if (!NUMBERS.includes(type)) return leaf(type);
    if (random() < 0.2) return negate(draw(type, less), at);
    const operator = pick(type === 'Float' ? (['+', '-', '*', '/'] as const) : (['+', '-', '*', '/', '%'] as const));
    const narrower = draw(pick(NUMBERS.slice(0, NUMBERS.indexOf(type) + 1)), less);
    const [left, right] = coin() ? [narrower, draw(type, less)] : [draw(type, less), narrower];
    return { kind: 'arithmetic', operator, left, right, at };
  };
  const leaf = (type: FeatureType): Expression => {
    const names = [...COLUMNS].filter(([, each]) => each === type).map(([name]) => name);
    if (coin()) return { kind: 'column', name: pick(names), at };
    if (type === 'String') return { kind: 'string', value: pick(STRINGS), at };
    if (type === 'Boolean') return { kind: 'boolean', value: coin(), at };
    if (type === 'DateTime') return { kind: 'instant', rfc3339: '2026-03-29T01:00:00.000001Z', at };
    if (type === 'Float') return { kind: 'column', name: 'f', at };
    return { kind: 'number', digits: pick(DIGITS[type] ?? []), at };
  };
  const choice = (type: FeatureType, depth: number): Expression => {
    if (random() < 0.3) return { kind: 'coalesce', operands: several(() => draw(type, depth)), at };
    if (random() < 0.3) return { kind: 'nullif', left: draw(type, depth), right: draw(type, depth), at };
    const operandType = pick(['Int', 'String', 'DateTime', 'Boolean'] as const);
    const operand = coin() ? null : draw(operandType, depth);
    const whenType = operand ? operandType : 'Boolean';
    const branches = several(() => ({ when: draw(whenType, depth), result: draw(type, depth) }));
    return { kind: 'case', operand, branches, otherwise: coin() ? { kind: 'null', at } : draw(type, depth), at };
  };
  const condition = (depth: number): Expression => {
    const type = pick(['Int', 'BigInt', 'Decimal', 'Float', 'String', 'DateTime', 'Boolean'] as const);
    const one = (): Expression => draw(type, depth);
    const makers: readonly (() => Expression)[] = [
      () => ({
        kind: 'comparison',
        operator: pick(['=', '<>', '<', '<=', '>', '>='] as const),
        left: one(),
        right: one(),
        at,
      }),
      () => joinConditions(pick(['AND', 'OR'] as const), [draw('Boolean', depth), draw('Boolean', depth)], at),
      () => ({ kind: 'not', operand: draw('Boolean', depth), at }),
      () => ({ kind: 'null-test', operand: one(), negated: coin(), at }),
      () => ({ kind: 'truth-test', operand: draw('Boolean', depth), value: coin(), negated: coin(), at }),
      () => ({ kind: 'distinct', left: one(), right: one(), negated: coin(), at }),
      () => ({ kind: 'in', operand: one(), options: several(one), negated: coin(), at }),
      () => ({ kind: 'between', operand: one(), low: one(), high: one(), negated: coin(), at }),
    ];
    return pick(makers)();
  };
  return { draw };
}
