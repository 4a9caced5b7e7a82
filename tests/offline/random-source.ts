import type { SourceRow } from './timeline.js';

/** Draws from [0, 1). */
export type Random = () => number;

export const START = 1_764_000_000_000_000;
const HOUR = 3_600_000_000;

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** A moment on a grid of hours, so that ties and equal instants are common; some lie past the moments of the runs. */
export function drawMoment(random: Random): number {
  return START + Math.floor(random() * 12) * HOUR + (random() < 0.1 ? 1 : 0);
}

/** The moment of a run. Some runs come at the same moment as the one before. */
export function runMoment(run: number): number {
  return START + Math.floor(run * 0.8) * 2 * HOUR;
}

function drawRow(random: Random, id: number): SourceRow {
  return {
    id,
    k: random() < 0.1 ? null : pick(random, ['a', 'b', 'A', "o'c"]),
    happenedAt: drawMoment(random),
    knownAt: random() < 0.15 ? null : drawMoment(random),
    amount: random() < 0.1 ? null : Math.floor(random() * 6),
    note: random() < 0.1 ? null : pick(random, ['', 'x', '"', '\u{1F600}', '\uFFFD']),
  };
}

/** What becomes of a source from one run to the next. `unique` keeps one row for each id. */
export function changeSource(random: Random, rows: readonly SourceRow[], unique: boolean): SourceRow[] {
  const changed = [...rows];
  const changes = Math.floor(random() * 6);
  for (let count = 0; count < changes; count += 1) {
    const index = Math.floor(random() * changed.length);
    const row = changed[index];
    const kind = random();
    if (!row || kind < 0.3) changed.push(drawRow(random, Math.floor(random() * 8)));
    else if (kind < 0.45) changed.splice(index, 1);
    else if (kind < 0.6) changed.push({ ...row, ...pick(random, [{}, { amount: 5 }, { k: 'b' }]) });
    else if (kind < 0.7) changed[index] = { ...row, knownAt: drawMoment(random) };
    else if (kind < 0.8) changed[index] = { ...row, note: pick(random, ['y', 'z', null]) };
    else if (kind < 0.9) changed[index] = { ...drawRow(random, row.id), knownAt: row.knownAt };
    else changed[index] = drawRow(random, row.id);
  }
  return unique ? [...new Map(changed.map((row) => [row.id, row])).values()] : changed;
}
