import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import type { Value } from '../../src/values/feature-type.js';
import { RowHeap } from '../../src/aggregates/row-heap.js';

describe('a heap of rows', () => {
  test('gives the first by value, or the greatest row, after any removals', () => {
    const random = seededRandom(seedFor('row heap'));
    for (let round = 0; round < 300; round += 1) {
      const byValue = random() < 0.5;
      const heap = new RowHeap(byValue ? (a, b) => (a as number) < (b as number) : null);
      const inside = new Map<number, number>();
      for (let row = 0; row < 200; row += 1) {
        const value = Math.floor(random() * 10);
        heap.add(value, row);
        inside.set(row, value);
        while (inside.size > 0 && random() < 0.45) {
          const gone = [...inside.keys()][Math.floor(random() * inside.size)] as number;
          heap.remove(gone);
          inside.delete(gone);
        }
        const expected = byValue ? Math.min(...inside.values()) : inside.get(Math.max(...inside.keys()));
        expect(heap.firstValue()).toBe(inside.size === 0 ? undefined : expected);
      }
    }
  });

  test('a row may come again after it has gone, and after a reset', () => {
    const heap = new RowHeap(null);
    heap.add('a', 500);
    heap.remove(500);
    expect(heap.firstValue()).toBeUndefined();
    heap.add('b', 500);
    expect(heap.firstValue()).toBe('b');
    heap.remove(500);
    heap.reset();
    heap.add('c', 500);
    heap.add('d', 3);
    expect(heap.firstValue()).toBe('c');
  });

  test('a row may hold null', () => {
    const heap = new RowHeap(null);
    heap.add(null, 0);
    const first: Value | undefined = heap.firstValue();
    expect(first).toBeNull();
  });
});
