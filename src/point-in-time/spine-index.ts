import type { Column } from '../values/column.js';
import { valueAt } from '../values/column.js';
import { encodeEntityKey } from '../values/entity-key.js';
import { sortByTime } from './sort-by-time.js';
import type { EntitySpine } from './sweep.js';

/**
 * The rows of a spine by entity, in order of time. A spine row is named by its position alone; rows with a null key belong to no
 * entity and are in none.
 */
export class SpineIndex {
  private readonly numbers = new Map<string, number>();
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;
  private readonly times: Float64Array;

  /** `keys` are the entity's join keys in its order, `times` the spine event times; both have a value per spine row. */
  constructor(keys: readonly Column[], times: Float64Array) {
    const entityOf = this.numberEntities(keys, times.length);
    this.starts = countStarts(entityOf, this.numbers.size);
    this.order = orderByEntity(entityOf, this.starts);
    this.times = new Float64Array(this.order.length);
    for (let entity = 0; entity < this.numbers.size; entity += 1) this.sortEntity(entity, times);
  }

  /** The encoded keys of every entity in the spine. */
  entityKeys(): IterableIterator<string> {
    return this.numbers.keys();
  }

  get entityCount(): number {
    return this.numbers.size;
  }

  /** A position whose keys are those of the entity. */
  examplePosition(entityKey: string): number {
    const number = this.numbers.get(entityKey) as number;
    return this.order[this.starts[number] as number] as number;
  }

  /** The spine rows of an entity, or `undefined` when it has none. */
  find(entityKey: string): EntitySpine | undefined {
    const entity = this.numbers.get(entityKey);
    if (entity === undefined) return undefined;
    const from = this.starts[entity] as number;
    const to = this.starts[entity + 1] as number;
    return { times: this.times.subarray(from, to), positions: this.order.subarray(from, to) };
  }

  private numberEntities(keys: readonly Column[], rowCount: number): Int32Array {
    const entityOf = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row += 1) {
      const key = encodeEntityKey(keys.map((column) => valueAt(column, row)));
      if (key === null) {
        entityOf[row] = -1;
        continue;
      }
      let number = this.numbers.get(key);
      if (number === undefined) {
        number = this.numbers.size;
        this.numbers.set(key, number);
      }
      entityOf[row] = number;
    }
    return entityOf;
  }

  private sortEntity(entity: number, times: Float64Array): void {
    const from = this.starts[entity] as number;
    const to = this.starts[entity + 1] as number;
    sortByTime(this.order.subarray(from, to), times);
    for (let index = from; index < to; index += 1) this.times[index] = times[this.order[index] as number] as number;
  }
}

/** Where each entity's rows begin; one more entry says where the last one's end. */
function countStarts(entityOf: Int32Array, entityCount: number): Uint32Array {
  const starts = new Uint32Array(entityCount + 1);
  for (const entity of entityOf) if (entity >= 0) starts[entity + 1] = (starts[entity + 1] as number) + 1;
  for (let entity = 0; entity < entityCount; entity += 1)
    starts[entity + 1] = (starts[entity + 1] as number) + (starts[entity] as number);
  return starts;
}

function orderByEntity(entityOf: Int32Array, starts: Uint32Array): Uint32Array {
  const next = starts.slice();
  const order = new Uint32Array(starts[starts.length - 1] as number);
  for (let row = 0; row < entityOf.length; row += 1) {
    const entity = entityOf[row] as number;
    if (entity < 0) continue;
    const place = next[entity] as number;
    order[place] = row;
    next[entity] = place + 1;
  }
  return order;
}
