import type { Node, ParseResult } from 'libpg-query';
import { hasSqlDetails, loadModule, parseSync, scanSync } from 'libpg-query';
import { offsetsByByte } from './byte-offsets.js';
import type { Conversion } from './conversion.js';
import { convertNode } from './convert-node.js';
import type { Expression } from './expression.js';
import type { ProblemList, RefusedExpression } from './expression-problem.js';
import { startProblemList } from './expression-problem.js';

/** What parsing gives: a tree, or everything in the text that is not of the language. */
export type ParsedExpression = { readonly kind: 'parsed'; readonly expression: Expression } | RefusedExpression;

/** The longest expression that is read, in UTF-16 units. */
export const LONGEST_EXPRESSION = 10_000;

/** Who wrote the text: an author, or `toSql` when the expression was taken before; printing adds brackets and quotes. */
export type ExpressionOrigin = 'written' | 'printed';

interface Limits {
  readonly length: number;
  readonly nesting: number;
  readonly operators: number;
}

/** What is printed of a text within the first limits lies within the second ones, so that what was taken can be read again. */
const LIMITS: Readonly<Record<ExpressionOrigin, Limits>> = {
  written: { length: LONGEST_EXPRESSION, nesting: 100, operators: 500 },
  printed: { length: 100_000, nesting: 2_000, operators: 10_000 },
};

const PREFIX = 'SELECT (\n';
const FLAT_TOKENS = new Set(['AND', 'OR', 'WHEN', 'THEN', 'ELSE', 'END', 'NULL', 'TRUE', 'FALSE', ',', ')', ']', '.']);

/** Loads Postgres's grammar. Await it once, before the first parse; more often costs nothing. */
export async function loadExpressionParser(): Promise<void> {
  await loadModule();
}

/**
 * Reads one SQL scalar expression by Postgres's own grammar. Only the language of `docs/definitions.md` is let through:
 * a query, a function, a cast or a comment is refused with its place. Throws when the parser has not been loaded.
 */
export function parseExpression(text: string, origin: ExpressionOrigin = 'written'): ParsedExpression {
  const list = startProblemList(text);
  refuseText(text, LIMITS[origin], list);
  const offsetOfByte = offsetsByByte(list.problems.length === 0 ? text : '');
  if (list.problems.length === 0) refuseTokens(text, LIMITS[origin], { list, offsetOfByte });
  const node = list.problems.length === 0 ? parseTarget(text, list) : undefined;
  const conversion: Conversion = {
    list,
    offsetOf: (location) => offsetOfByte(location - PREFIX.length),
    convert: (each) => (each ? convertNode(each, conversion) : { kind: 'null', at: 0 }),
  };
  const expression = node && conversion.convert(node);
  if (expression === undefined || list.problems.length > 0) return { kind: 'refused', problems: list.problems };
  return { kind: 'parsed', expression };
}

function refuseText(text: string, limits: Limits, list: ProblemList): void {
  if (text.trim() === '') list.add(0, 'The expression is empty. Write a column, or a condition such as "delay > 15".');
  if (text.length > limits.length) {
    list.add(
      limits.length,
      `The expression has ${text.length} characters; at most ${limits.length} are read. Move part of it into a view of the database.`,
    );
  }
  const odd = /[^\P{C}\t\n\r\p{Cf}\p{Co}\p{Cn}]/u.exec(text);
  if (odd)
    list.add(
      odd.index,
      `The expression holds the control character U+${(odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}. Remove it.`,
    );
}

/** The grammar recurses, so what could nest too deeply is refused by counting before it is parsed. */
function refuseTokens(
  text: string,
  limits: Limits,
  { list, offsetOfByte }: { readonly list: ProblemList; offsetOfByte(byte: number): number },
): void {
  let depth = 0;
  let operators = 0;
  for (const { start, text: written, tokenName } of scan(text)) {
    const token = written.toUpperCase();
    depth += nestingOf(token);
    if (!FLAT_TOKENS.has(token) && !/^(IDENT|.CONST)$/.test(tokenName)) operators += 1;
    const refusal = refusalOf(token, { tokenName, depth, operators, limits });
    if (refusal === undefined) continue;
    list.add(offsetOfByte(start), refusal);
    return;
  }
}

function nestingOf(token: string): number {
  if (token === '(' || token === '[' || token === 'CASE') return 1;
  return token === ')' || token === ']' || token === 'END' ? -1 : 0;
}

function refusalOf(
  token: string,
  { tokenName, depth, operators, limits }: { tokenName: string; depth: number; operators: number; limits: Limits },
): string | undefined {
  if (tokenName.endsWith('COMMENT')) {
    return 'A comment stands in the expression. Write it in the description of the field instead.';
  }
  if (token === ';') return 'Found ";": an expression is not a statement. Write one expression alone.';
  if (depth < 0)
    return `Found ${JSON.stringify(token)} with nothing open before it. Remove it, or open what it closes.`;
  if (depth <= limits.nesting && operators <= limits.operators) return undefined;
  return `The expression nests more than ${limits.nesting} levels or has more than ${limits.operators} operators. Move part of it into a view of the database.`;
}

/** The scanner refuses what has no end, such as a string without its closing quote; parsing then says where. */
function scan(text: string): ReturnType<typeof scanSync>['tokens'] {
  try {
    return scanSync(text).tokens;
  } catch {
    return [];
  }
}

function parseTarget(text: string, list: ProblemList): Node | undefined {
  const parsed = parseStatement(text, list);
  if (parsed === undefined) return undefined;
  const [statement, ...others] = parsed.stmts ?? [];
  const select = statement?.stmt && 'SelectStmt' in statement.stmt ? statement.stmt.SelectStmt : undefined;
  const [target, ...moreTargets] = select?.targetList ?? [];
  const result = target && 'ResTarget' in target ? target.ResTarget : undefined;
  const plain = Object.keys(select ?? {}).every((key) => ['targetList', 'limitOption', 'op'].includes(key));
  if (
    others.length > 0 ||
    moreTargets.length > 0 ||
    !plain ||
    !result?.val ||
    result.name !== undefined ||
    result.indirection
  ) {
    list.add(0, `Found more than one expression in ${JSON.stringify(text.slice(0, 60))}. Write one expression alone.`);
    return undefined;
  }
  return result.val;
}

function parseStatement(text: string, list: ProblemList): ParseResult | undefined {
  try {
    return parseSync(`${PREFIX}${text}\n)`);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    const found = error.sqlDetails?.message ?? error.message;
    const offset = codePointOffset(text, (error.sqlDetails?.cursorPosition ?? 0) - PREFIX.length);
    const atEnd = offset >= text.length && /at or near "\)"$|end of input$/.test(found);
    list.add(
      offset,
      atEnd
        ? 'The expression ends too early: something is missing after its last word.'
        : `Not a SQL expression: ${found}.`,
    );
    return undefined;
  }
}

/** Errors are located in whole characters. */
function codePointOffset(text: string, count: number): number {
  return [...text].slice(0, Math.max(0, count)).join('').length;
}
