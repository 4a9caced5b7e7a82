import type { HistoryLayout } from '../../src/definitions/model.js';

/** A row of the source table of these tests; times are microseconds. */
export interface SourceRow {
  readonly id: number;
  readonly k: string | null;
  readonly happenedAt: number;
  readonly knownAt: number | null;
  readonly amount: number | null;
  readonly note: string | null;
}

/** What a row says apart from its names and clocks, as `[event time, key, amount, note, amount > 3]`. */
export type Content = readonly [number, string | null, number | null, string | null, boolean | null];

/** A row version: what was known of a row from one moment until another. */
export interface Version {
  readonly name: string;
  readonly content: Content;
  readonly knownFrom: number;
  readonly knownTo: number;
}

interface Told {
  readonly content: Content;
  /** The moment from which the source no longer held the row. */
  readonly goneFrom: number;
}

/**
 * The history that a source leaves behind, worked out row by row from what the source held at each run. Of everything said of a
 * row, what was said last is what was known; of things said as of the same moment, the one that came in later.
 */
export class Timeline {
  private readonly rows = new Map<string, Map<number, Told>>();
  /** Everything ever seen in the source. */
  private readonly seen = new Set<string>();
  private runs = 0;

  constructor(private readonly layout: Pick<HistoryLayout, 'knownTime' | 'changes' | 'rowKey'>) {}

  /** Takes note of what the source holds now. */
  observe(rows: readonly SourceRow[], arrivedAt: number): void {
    this.runs += 1;
    const named = this.nameRows(rows);
    if (this.layout.changes === 'SNAPSHOT') this.noteGone(named, arrivedAt);
    for (const [name, own] of named) {
      const known = own.filter(({ knownAt }) => this.layout.knownTime === null || knownAt !== null);
      const moments = groupBy(known, (row) => this.knownFrom(row, arrivedAt));
      for (const [moment, told] of moments) this.tell(name, moment, distinct(told.map(contentOf)));
    }
  }

  /** Every row version, superseded ones included. */
  versions(): Version[] {
    return [...this.rows].flatMap(([name, told]) => {
      const moments = [...told.keys()].sort((a, b) => a - b);
      return moments.map((moment, index) => {
        const { content, goneFrom } = told.get(moment) as Told;
        const knownTo = Math.min(moments[index + 1] ?? Number.POSITIVE_INFINITY, goneFrom);
        return { name, content, knownFrom: moment, knownTo };
      });
    });
  }

  /** Rows by what names them: the row key, or all that they say and a number that tells equal rows apart. */
  private nameRows(rows: readonly SourceRow[]): Map<string, SourceRow[]> {
    if (this.layout.rowKey.length > 0) return groupBy(rows, ({ id }) => String(id));
    const counts = new Map<string, number>();
    const named = new Map<string, SourceRow[]>();
    for (const row of rows) {
      const text = JSON.stringify([this.layout.knownTime === null ? null : row.knownAt, contentOf(row)]);
      const count = (counts.get(text) ?? 0) + 1;
      counts.set(text, count);
      named.set(`${text}#${count}`, [row]);
    }
    return named;
  }

  private knownFrom(row: SourceRow, arrivedAt: number): number {
    if (this.layout.knownTime !== null) return row.knownAt as number;
    return this.runs === 1 ? row.happenedAt : arrivedAt;
  }

  private tell(name: string, moment: number, contents: readonly Content[]): void {
    const told = this.rows.get(name) ?? new Map<number, Told>();
    const arrives = this.layout.knownTime === null && this.runs > 1;
    const last = told.get(Math.max(...told.keys()));
    const isGone = last?.goneFrom !== Number.POSITIVE_INFINITY;
    const standing = isGone ? undefined : arrives ? last : told.get(moment);
    const place = arrives || this.layout.knownTime === null ? name : `${name} ${moment}`;
    const stands = standing !== undefined && contents.some((content) => isSame(content, standing.content));
    const fresh = contents.filter(
      (content) =>
        !stands || (!isSame(content, standing.content) && !this.seen.has(`${place} ${JSON.stringify(content)}`)),
    );
    for (const content of contents) this.seen.add(`${place} ${JSON.stringify(content)}`);
    const [greatest] = fresh.toSorted((a, b) => compareContents(b, a));
    if (!greatest) return;
    if (arrives) for (const later of told.keys()) if (later > moment) told.delete(later);
    told.set(moment, { content: greatest, goneFrom: Number.POSITIVE_INFINITY });
    this.rows.set(name, told);
  }

  /** What the source no longer holds was known until now, and what was to be known later never will be. */
  private noteGone(named: ReadonlyMap<string, unknown>, now: number): void {
    for (const [name, told] of this.rows) {
      if (named.has(name)) continue;
      for (const [moment, { content, goneFrom }] of told) {
        if (moment >= now) told.delete(moment);
        else told.set(moment, { content, goneFrom: Math.min(goneFrom, now) });
      }
    }
  }
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function contentOf({ happenedAt, k, amount, note }: SourceRow): Content {
  return [happenedAt, k, amount, note, amount === null ? null : amount > 3];
}

function isSame(a: Content, b: Content): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function distinct(contents: readonly Content[]): Content[] {
  return [...new Map(contents.map((content) => [JSON.stringify(content), content])).values()];
}

/** Column by column; null is least. */
function compareContents(a: Content, b: Content): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] as Content[number];
    if (left === right) continue;
    if (left === null || right === null) return left === null ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
