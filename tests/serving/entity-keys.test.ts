import { describe, expect, test } from '@jest/globals';
import type { Entity, LabelSet } from '../../src/definitions/model.js';
import type { FeatureColumn } from '../../src/definitions/resolve-features.js';
import { nameEntityKeys } from '../../src/serving/name-entity-keys.js';
import { readEntityKeys } from '../../src/serving/read-entity-keys.js';

const airport: Entity = {
  kind: 'Entity',
  name: 'Airport',
  description: null,
  joinKeys: [{ name: 'iata', type: 'String' }],
};
const plane: Entity = {
  ...{ kind: 'Entity', name: 'Plane', description: null },
  joinKeys: [
    { name: 'carrier', type: 'String' },
    { name: 'tail', type: 'BigInt' },
  ],
};

function columnsOf(...entities: readonly Entity[]): readonly FeatureColumn[] {
  return entities.map((definition) => ({ entity: { definition } }) as unknown as FeatureColumn);
}

function labelsBy(on: Readonly<Record<string, readonly string[]>>, requests: readonly string[] = []): LabelSet {
  const entities = Object.entries(on).map(([entity, columns]) => ({ entity, on: columns }));
  return { entities, requests: requests.map((name) => ({ name })) } as unknown as LabelSet;
}

describe('rows that name entities as a label set does', () => {
  const columns = columnsOf(airport, plane, airport);
  const labels = labelsBy({ Airport: ['origin'], Plane: ['op', 'tail'] }, ['distance']);
  const named = (row: Readonly<Record<string, unknown>>) => nameEntityKeys([row], columns, labels)[0];

  test('get the join keys in their place, and request columns are left out', () => {
    expect(named({ origin: 'ORD', op: 'AA', tail: 7, distance: 100 })).toEqual({ iata: 'ORD', carrier: 'AA', tail: 7 });
  });

  test('may use the join keys themselves, and the column wins where both are there', () => {
    expect(named({ iata: 'ORD', carrier: 'AA', tail: 7 })).toEqual({ iata: 'ORD', carrier: 'AA', tail: 7 });
    expect(named({ iata: 'LAX', origin: 'ORD' })).toEqual({ iata: 'ORD' });
    expect(named({ iata: 'LAX', origin: null })).toEqual({ iata: null });
  });

  test('keep what nobody knows, to be refused by name later', () => {
    expect(named({ origin: 'ORD', orgin: 'x' })).toEqual({ iata: 'ORD', orgin: 'x' });
  });

  test('do not find a column in what every object has', () => {
    const strange = labelsBy({ Airport: ['constructor'], Plane: ['toString', 'valueOf'] });
    expect(nameEntityKeys([{}, { constructor: 'ORD' }], columns, strange)).toEqual([{}, { iata: 'ORD' }]);
  });

  test('may swap names with one another', () => {
    const swapped = labelsBy({ Airport: ['tail'], Plane: ['carrier', 'iata'] });
    expect(nameEntityKeys([{ tail: 'ORD', carrier: 'AA', iata: 7 }], columns, swapped)).toEqual([
      { iata: 'ORD', carrier: 'AA', tail: 7 },
    ]);
  });

  test('stay as they are without a label set', () => {
    const rows = [{ anything: 1 }];
    expect(nameEntityKeys(rows, columns, null)).toBe(rows);
  });
});

describe('the join keys of rows', () => {
  const read = (rows: readonly Readonly<Record<string, unknown>>[], also: readonly string[] = []) =>
    readEntityKeys(columnsOf(airport, plane, airport), rows, also).map((keys) => Object.fromEntries(keys));
  const refusal = (...args: Parameters<typeof read>) => {
    try {
      read(...args);
    } catch (error) {
      return error as Error & { details: { problems: { message: string }[] } };
    }
    throw new Error('nothing was refused');
  };

  test('are values by entity, in the order of its keys and not of the row', () => {
    expect(read([{ tail: '9007199254740993', iata: 'ORD', carrier: '001' }])).toEqual([
      { Airport: ['ORD'], Plane: ['001', 9_007_199_254_740_993n] },
    ]);
    expect(read([])).toEqual([]);
  });

  test('may be null, and may stand beside names that are also allowed', () => {
    expect(read([{ iata: null, carrier: '', tail: null, note: 1 }], ['note'])).toEqual([
      { Airport: [null], Plane: ['', null] },
    ]);
  });

  test('are refused all at once, each with its row', () => {
    const { message, details } = refusal([
      { iata: 1, carier: 'AA', tail: 7 },
      { iata: 'ORD', carrier: 'AA', tail: 1.5 },
    ]);
    expect(details.problems.map((problem) => problem.message)).toEqual([
      'Row 0 has "carier", which is not a join key. Did you mean "carrier"?',
      expect.stringMatching(/^The join key "iata" of row 0 must be a String .*, but is 1\.$/),
      'Row 0 lacks the join key "carrier" of Plane.',
      expect.stringMatching(/^The join key "tail" of row 1 must be a BigInt/),
    ]);
    expect(message).toMatch(/^The rows do not name their entities rightly \(join keys: iata, carrier, tail\):\n/);
  });

  test('are not found in what every object has', () => {
    const odd: Entity = { ...airport, joinKeys: [{ name: 'constructor', type: 'String' }] };
    expect(() => readEntityKeys(columnsOf(odd), [{}], [])).toThrow(
      'Row 0 lacks the join key "constructor" of Airport.',
    );
  });

  test('are refused in fifty lines at most', () => {
    const { details } = refusal(Array.from({ length: 1_000 }, () => ({})));
    expect(details.problems).toHaveLength(50);
  });
});
