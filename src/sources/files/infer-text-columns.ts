import type { DuckDbSession } from './duckdb-session.js';
import type { MomentForm } from './file-shape.js';

/** What all the texts of a column have in common. */
export interface TextFacts {
  readonly count: number;
  readonly whole: boolean;
  readonly number: boolean;
  readonly boolean: boolean;
  readonly moments: MomentForm;
  /** The greatest number of significant digits, where all are numbers. */
  readonly digits: number;
  readonly fitsInt: boolean;
  readonly fitsBigInt: boolean;
}

const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
const TIME = String.raw`[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6}0*)?)?`;
const OFFSET = String.raw` ?(Z|z|[+-]\d{2}(:?\d{2})?)`;
const WHOLE = String.raw`-?(0|[1-9]\d*)`;
const NUMBER = String.raw`-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?`;

/** SQL that is true of a text which is a moment with an offset, to the microsecond. */
export function hasOffset(text: string): string {
  return matches(text, `${DAY}${TIME}${OFFSET}`);
}

/** SQL that is true of a text which is a day, or a day and a time without an offset. */
export function isNaive(text: string): string {
  return matches(text, `${DAY}(${TIME})?`);
}

/** SQL that gives a moment with an offset for a text: as it stands, or in UTC where it has none. */
export function asUtc(text: string): string {
  return `CASE WHEN ${matches(text, DAY)} THEN ${text} || ' 00:00+00' WHEN ${isNaive(text)} THEN ${text} || '+00' ELSE ${text} END`;
}

/** The facts about columns of texts, found by reading all rows once. `texts` are SQL expressions; the first number is the rows'. */
export async function readTextFacts(
  session: DuckDbSession,
  relation: string,
  texts: readonly string[],
): Promise<{ readonly rows: number; readonly facts: readonly TextFacts[] }> {
  const selected = texts.flatMap((text) => factColumns(`nullif(${text}, '')`));
  const [row] = await session.rows(`SELECT count(*)${selected.map((each) => `, ${each}`).join('')} FROM ${relation}`);
  const values = row ?? [];
  return {
    rows: Number(values[0]),
    facts: texts.map((_, index) => toFacts(values.slice(1 + index * 9, 10 + index * 9))),
  };
}

function factColumns(text: string): string[] {
  const all = (condition: string) => `coalesce(bool_and(${condition}), false)`;
  return [
    `count(${text})`,
    all(matches(text, WHOLE)),
    all(matches(text, NUMBER)),
    all(matches(text, '(?i)true|false')),
    all(hasOffset(text)),
    all(matches(text, DAY)),
    all(`${hasOffset(text)} OR ${isNaive(text)}`),
    `coalesce(max(length(regexp_replace(regexp_replace(${text}, '[eE].*$', ''), '^-?[0.]*|\\.', '', 'g'))), 0)`,
    `CASE WHEN ${all(fits(text, 'INTEGER'))} THEN 4 WHEN ${all(fits(text, 'BIGINT'))} THEN 8 ELSE 0 END`,
  ];
}

function toFacts([count, whole, number, boolean, offset, day, moment, digits, width]: readonly unknown[]): TextFacts {
  return {
    count: Number(count),
    whole: whole === true,
    number: number === true,
    boolean: boolean === true,
    moments: count === 0n || offset === true ? 'OFFSET' : day === true ? 'DATE' : moment === true ? 'NAIVE' : 'NONE',
    digits: Number(digits),
    fitsInt: width === 4,
    fitsBigInt: width === 4 || width === 8,
  };
}

/** The Postgres type for texts with these facts. Numbers keep every digit: those that a double would round become `numeric`. */
export function typeOfTexts(facts: TextFacts): string {
  if (facts.count === 0) return 'text';
  if (facts.whole) return typeOfNumbers(facts);
  if (facts.number) return typeOfNumbers(facts);
  if (facts.boolean) return 'boolean';
  return typeOfMoments(facts);
}

/** The Postgres type for numbers with these facts. */
export function typeOfNumbers(facts: TextFacts): string {
  if (facts.whole) return facts.fitsInt ? 'integer' : facts.fitsBigInt ? 'bigint' : 'numeric';
  return facts.digits > 15 ? 'numeric' : 'double precision';
}

/** The Postgres type for texts that are moments, days or anything else. */
export function typeOfMoments(facts: TextFacts): string {
  if (facts.count === 0) return 'text';
  if (facts.moments === 'OFFSET' || facts.moments === 'NAIVE') return 'timestamptz';
  return facts.moments === 'DATE' ? 'date' : 'text';
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, '${pattern}')`;
}

function fits(text: string, type: string): string {
  return `${text} IS NULL OR TRY_CAST(${text} AS ${type}) IS NOT NULL`;
}
