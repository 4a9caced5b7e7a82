import { describe, expect, test } from '@jest/globals';
import type { Catalog } from '../../src/definitions/catalog.js';
import { createCatalog } from '../../src/definitions/catalog.js';
import type {
  Definition,
  DefinitionVersion,
  Feature,
  FeatureService,
  FeatureView,
  HistoryLayout,
} from '../../src/definitions/model.js';

function feature(name: string): Feature {
  return {
    name,
    description: null,
    type: 'Int',
    nonNull: false,
    aggregate: 'latest',
    of: name,
    where: null,
    overMicros: null,
    stepMicros: null,
    skipNulls: false,
  };
}

function view(name: string, features: readonly string[]): FeatureView {
  return {
    kind: 'FeatureView',
    name,
    description: null,
    entity: 'Airport',
    source: 'Flights',
    on: ['origin'],
    ttlMicros: null,
    where: null,
    online: true,
    owner: null,
    tags: [],
    nonFinite: 'REFUSE',
    features: features.map(feature),
  };
}

function historyOf({ features }: FeatureView): HistoryLayout {
  return {
    database: null,
    table: 'flights',
    eventTime: 'at',
    knownTime: null,
    changes: 'APPEND',
    nonFinite: 'REFUSE',
    keys: [],
    rowKey: [],
    values: [],
    conditions: [],
    outputs: features.map(({ name }, value) => ({ name, value, conditions: [] })),
  };
}

function registered(
  id: number,
  version: number,
  definition: Definition,
  refersTo: Readonly<Record<string, number>> = {},
): DefinitionVersion {
  const history = definition.kind === 'FeatureView' ? historyOf(definition) : null;
  return { id, version, hash: `hash ${id}`, canonical: `canonical ${id}`, definition, refersTo, history };
}

const AIRPORT: Definition = {
  kind: 'Entity',
  name: 'Airport',
  description: null,
  joinKeys: [{ name: 'iata', type: 'String' }],
};
const OUTCOME: Definition = {
  kind: 'LabelSet',
  name: 'Outcome',
  description: null,
  source: 'Flights',
  entities: [],
  labels: [],
  requests: [],
};

function service(features: FeatureService['features'], labels: string | null): FeatureService {
  return { kind: 'FeatureService', name: 'Risk', description: null, features, labels };
}

/** Airport, Delays@1 (last), Outcome, Risk@1 over Delays@1; then Delays@2 (last, worst), Risk@2 over both. */
const REGISTERED = {
  registryVersion: 2,
  versions: [
    registered(1, 1, AIRPORT),
    registered(2, 1, view('Delays', ['last']), { Airport: 1 }),
    registered(3, 1, OUTCOME),
    registered(4, 1, service([{ view: 'Delays', version: null, feature: null }], 'Outcome'), { Delays: 2, Outcome: 3 }),
    registered(5, 2, view('Delays', ['last', 'worst']), { Airport: 1 }),
    registered(
      6,
      2,
      service(
        [
          { view: 'Delays', version: null, feature: 'worst' },
          { view: 'Delays', version: 1, feature: 'last' },
          { view: 'Delays', version: null, feature: 'last' },
        ],
        null,
      ),
      { Delays: 5 },
    ),
  ],
};

const catalog: Catalog = createCatalog(REGISTERED);

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the catalog', () => {
  test('finds the newest version, one version, and a version by id', () => {
    expect(catalog.newest('FeatureView', 'Delays').id).toBe(5);
    expect(catalog.get('FeatureView', 'Delays', 1).id).toBe(2);
    expect(catalog.get('FeatureView', 'Delays', null).id).toBe(5);
    expect(catalog.byId('FeatureView', 2).version).toBe(1);
    expect(catalog.find('FeatureView', 'Nothing')).toBeUndefined();
    expect(catalog.registryVersion).toBe(2);
  });

  test('lists the newest of each name, and every version of one', () => {
    expect(catalog.list('FeatureView').map(({ id }) => id)).toEqual([5]);
    expect(catalog.list('Model')).toEqual([]);
    expect(catalog.versionsOf('FeatureView', 'Delays').map(({ id }) => id)).toEqual([2, 5]);
  });

  test('is made once for what a registry gave', () => {
    expect(createCatalog(REGISTERED)).toBe(catalog);
  });

  test('offers near misses for a name that is not registered', () => {
    expect(thrown(() => catalog.newest('FeatureView', 'Delay'))).toMatchObject({
      code: 'FEATURE_VIEW_NOT_FOUND',
      message: 'No feature view named "Delay" is registered. Did you mean "Delays"?',
    });
    expect(thrown(() => catalog.newest('Model', 'Lateness'))).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: 'No model named "Lateness" is registered. Register one first.',
    });
  });

  test.each([
    ['Entity', 'ENTITY_NOT_FOUND'],
    ['Source', 'SOURCE_NOT_FOUND'],
    ['FeatureView', 'FEATURE_VIEW_NOT_FOUND'],
    ['LabelSet', 'LABEL_SET_NOT_FOUND'],
    ['FeatureService', 'FEATURE_SERVICE_NOT_FOUND'],
    ['Model', 'MODEL_NOT_FOUND'],
  ] as const)('has a code of its own for an unknown %s', (kind, code) => {
    expect(thrown(() => catalog.newest(kind, 'Unheard'))).toMatchObject({ code });
  });

  test('says what a name is when it is something else', () => {
    expect(thrown(() => catalog.newest('FeatureView', 'Risk'))).toMatchObject({
      message: 'No feature view named "Risk" is registered. "Risk" is a feature service.',
    });
  });

  test('says which versions there are', () => {
    expect(thrown(() => catalog.get('FeatureView', 'Delays', 7))).toMatchObject({
      code: 'VERSION_NOT_FOUND',
      message: 'There is no version 7 of the feature view "Delays". Its versions are 1 to 2.',
    });
    expect(thrown(() => catalog.get('Entity', 'Airport', 0))).toMatchObject({
      message: expect.stringContaining('Its only version is 1.'),
    });
  });
});

describe('resolving features', () => {
  test('gives a service its columns in the order asked for, each with its view, entity and output', () => {
    const { columns, views, labels } = catalog.resolveService('Risk');
    expect(columns.map(({ column, view: { id } }) => [column, id])).toEqual([
      ['Delays.worst', 5],
      ['Delays@1.last', 2],
      ['Delays.last', 5],
    ]);
    expect(views.map(({ id }) => id)).toEqual([5, 2]);
    expect(columns[0]).toMatchObject({
      entity: { id: 1 },
      feature: { name: 'worst' },
      output: { name: 'worst', value: 1 },
    });
    expect(labels).toBeNull();
  });

  test('keeps to the versions a service version was registered with, though newer ones are there', () => {
    const { columns, labels } = catalog.resolveServiceVersion(catalog.get('FeatureService', 'Risk', 1));
    expect(columns.map(({ column, view: { id } }) => [column, id])).toEqual([['Delays.last', 2]]);
    expect(labels?.id).toBe(3);
  });

  test('takes views and features by name, with and without a version', () => {
    const { columns, views } = catalog.resolveFeatures(['Delays@1', 'Delays', 'Delays.last']);
    expect(columns.map(({ column }) => column)).toEqual([
      'Delays@1.last',
      'Delays.last',
      'Delays.worst',
      'Delays.last',
    ]);
    expect(views.map(({ id }) => id)).toEqual([2, 5]);
  });

  test('offers near misses for a feature that a view does not have', () => {
    expect(thrown(() => catalog.resolveFeatures(['Delays.wurst']))).toMatchObject({
      code: 'FEATURE_NOT_FOUND',
      message: 'Version 2 of the feature view "Delays" has no feature "wurst". Did you mean "worst"?',
    });
    expect(thrown(() => catalog.resolveFeatures(['Delays@1.worst']))).toMatchObject({ code: 'FEATURE_NOT_FOUND' });
  });

  test.each([
    '',
    '.',
    'Delays.',
    '.last',
    'Delays@',
    'Delays@0.last',
    'Delays@x',
    'Delays.last.more',
    'De lays',
    'Delays@1@2',
  ])('refuses %j as a name of features', (text) => {
    expect(thrown(() => catalog.resolveFeatures([text]))).toMatchObject({ code: 'INPUT_INVALID' });
  });
});
