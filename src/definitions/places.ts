import type { ASTNode, StringValueNode } from 'graphql';
import type { Problem } from '../errors/asof-error.js';
import type { ErrorCode } from '../errors/catalogue.js';

/** Where something stands in the text that was registered. Line and column count from 1. */
export interface Place {
  /** The name of the text, when it was given one. */
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
  /** Within a string value: the place of the character at an offset of the value; escapes and indentation are counted. */
  at(offset: number): { readonly line: number; readonly column: number };
}

/**
 * Places by path: `View` for a definition's name, `View.feature` for a field's name, `View.feature:type` for its type,
 * `View(ttl)` and `View.feature(of)` for an argument's value, `View(on)[0]` for an item of it.
 */
export type Locations = ReadonlyMap<string, Place>;

/** A problem of a definition, with the name of its text when it was given one. */
export interface DefinitionProblem extends Problem {
  readonly file?: string;
}

/** The place of a node of the syntax tree. */
export function placeOf(node: ASTNode, file: string | null): Place {
  const { line = 1, column = 1 } = node.loc?.startToken ?? {};
  const at = (offset: number): { line: number; column: number } =>
    node.kind === 'StringValue' ? placeInString(node, offset) : { line, column };
  return { file, line, column, at };
}

/** A problem at a place; without one when the definition is not in the text but was registered before. */
export function problemAt(
  place: Place | undefined,
  { code, message, offset }: { readonly code: ErrorCode; readonly message: string; readonly offset?: number },
): DefinitionProblem {
  if (place === undefined) return { code, message };
  const { line, column } = offset === undefined ? place : place.at(offset);
  if (place.file === null) return { code, message, line, column };
  return { code, message: `${place.file}: ${message}`, line, column, file: place.file };
}

function placeInString(node: StringValueNode, offset: number): { line: number; column: number } {
  const token = node.loc?.startToken;
  if (token === undefined || node.loc === undefined) return { line: 1, column: 1 };
  const raw = node.loc.source.body.slice(token.start, token.end);
  const within = node.block ? offsetInBlock(raw, offset) : offsetInQuotes(raw, offset);
  const before = raw.slice(0, within).split(/\r\n|[\n\r]/);
  const last = before.at(-1)?.length ?? 0;
  return before.length === 1
    ? { line: token.line, column: token.column + last }
    : { line: token.line + before.length - 1, column: last + 1 };
}

/** Where the character at `offset` of the value stands in a string as written, quotes included. */
function offsetInQuotes(raw: string, offset: number): number {
  let written = 1;
  for (let value = 0; value < offset && written < raw.length - 1; ) {
    const escaped = /^\\(?:u\{([0-9A-Fa-f]+)\}|u[0-9A-Fa-f]{4}|.)/.exec(raw.slice(written, written + 14));
    written += escaped ? escaped[0].length : 1;
    value += escaped?.[1] !== undefined && Number.parseInt(escaped[1], 16) > 0xffff ? 2 : 1;
  }
  return written;
}

/** The same for a block string, whose common indentation and blank first and last lines are not part of the value. */
function offsetInBlock(raw: string, offset: number): number {
  const lines = [...raw.slice(3, -3).matchAll(/([^\n\r]*)(\r\n|[\n\r]|$)/g)].map(([, text = '', ending = '']) => ({
    text,
    ending,
  }));
  const indents = lines.slice(1).flatMap(({ text }) => (/[^ \t]/.test(text) ? [text.search(/[^ \t]/)] : []));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  let start = 3;
  let left = offset;
  let begun = false;
  for (const [index, { text, ending }] of lines.entries()) {
    begun ||= /[^ \t]/.test(text);
    if (begun) {
      const skipped = index === 0 ? 0 : indent;
      const value = text.slice(skipped).replaceAll('\\"""', '"""');
      if (left <= value.length) return start + skipped + writtenLength(text.slice(skipped), left);
      left -= value.length + 1;
    }
    start += text.length + ending.length;
  }
  return raw.length - 3;
}

/** How much of a block string's line as written gives `length` characters of the value. */
function writtenLength(written: string, length: number): number {
  let taken = 0;
  for (let value = 0; value < length; value += 1) {
    taken += written.startsWith('\\"""', taken) ? 2 : 1;
  }
  return taken;
}
