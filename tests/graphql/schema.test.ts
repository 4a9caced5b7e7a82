import { describe, expect, test } from '@jest/globals';
import { isEnumType, isObjectType, isScalarType } from 'graphql';
import { buildPlatformSchema, platformNames } from '../../src/graphql/build-schema.js';
import type { Services } from '../../src/services.js';

const schema = buildPlatformSchema({ services: {} as Services, clock: { now: () => 0 } });
const ownTypes = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const STANDARD = new Set(['String', 'Int', 'Float', 'Boolean', 'ID', 'Query', 'Mutation']);

function undescribed(): string[] {
  return ownTypes.flatMap((type) => {
    const missing = type.description || STANDARD.has(type.name) ? [] : [type.name];
    if (isEnumType(type))
      missing.push(
        ...type.getValues().flatMap(({ name, description }) => (description ? [] : [`${type.name}.${name}`])),
      );
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!field.description) missing.push(`${type.name}.${field.name}`);
        missing.push(
          ...field.args.flatMap(({ name, description }) =>
            description ? [] : [`${type.name}.${field.name}(${name})`],
          ),
        );
      }
    }
    return missing;
  });
}

describe('the platform half of the schema', () => {
  test('describes every type, field, argument and value', () => {
    expect(undescribed()).toEqual([]);
  });

  test('answers the queries and mutations that clients rely on', () => {
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining([
        ...[
          'trainingSet',
          'recordedTrainingSet',
          'onlineFeatures',
          'predict',
          'entities',
          'sources',
          'featureViews',
          'labelSets',
        ],
        ...['featureServices', 'models', 'modelVersions', 'materializationRuns', 'registry'],
      ]),
    );
    expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).sort()).toEqual(
      [
        ...[
          'planDefinitions',
          'registerDefinitions',
          'materialize',
          'pushRows',
          'trainModel',
          'promoteModel',
          'verifyModel',
        ],
        'replayPrediction',
      ].sort(),
    );
  });

  test.each([
    ['TrainingSet', 'id: ID!'],
    ['TrainingSet', 'asOf: DateTime!'],
    ['TrainingSet', 'rowCount: Int!'],
    ['TrainingSet', 'fingerprint: String!'],
    ['TrainingSet', 'columns: [TrainingSetColumn!]!'],
    ['TrainingSet', 'rows(first: Int = 100, after: String): TrainingSetRowConnection!'],
    ['TrainingSet', 'download(format: ExportFormat!): String!'],
    ['TrainingSet', 'definitions: [DefinitionVersion!]!'],
    ['TrainingSet', 'runs: [ViewRun!]!'],
    ['TrainingSetRow', 'values: [JSON]!'],
    ['FeatureVectors', 'columns: [String!]!'],
    ['FeatureVectors', 'vectors: [FeatureVector!]!'],
    ['FeatureVector', 'entity: JSONObject!'],
    ['FeatureVector', 'values: [JSON]!'],
    ['FeatureVector', 'statuses: [FeatureStatus!]!'],
    ['FeatureVector', 'eventTimes: [DateTime]!'],
    ['Prediction', 'prediction: JSON!'],
    ['Prediction', 'probability: Float'],
    [
      'Query',
      'trainingSet(asOf: DateTime!, service: String!, hindsight: Boolean = false, spine: [JSONObject!], where: String): TrainingSet!',
    ],
    ['Query', 'recordedTrainingSet(id: ID!, recompute: Boolean = false): TrainingSet'],
    ['Query', 'onlineFeatures(service: String, features: [String!], entities: [JSONObject!]!): FeatureVectors!'],
    ['Query', 'predict(model: String!, version: Int, rows: [JSONObject!]!): [Prediction!]!'],
    ['Mutation', 'planDefinitions(sdl: String!): RegistrationPlan!'],
    ['Mutation', 'registerDefinitions(sdl: String!, expectedRegistryVersion: Int): Registration!'],
    ['Mutation', 'materialize(views: [String!], wait: Boolean = false): [MaterializationRun!]!'],
    ['Mutation', 'pushRows(source: String!, rows: [JSONObject!]!, idempotencyKey: String): PushReport!'],
    ['Mutation', 'promoteModel(model: String!, version: Int!): ModelVersion!'],
    ['Mutation', 'verifyModel(model: String!, version: Int!): ModelVerification!'],
    ['Mutation', 'replayPrediction(id: ID!): PredictionReplay!'],
  ])('%s has %s', (typeName, signature) => {
    const type = schema.getType(typeName);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    expect(fields.map(signatureOf)).toContain(signature);
  });

  test('reserves the names of its types, queries and mutations', () => {
    const names = platformNames();
    for (const name of ['TrainingSet', 'Query', 'JSONObject', 'trainingSet', 'predict', 'materialize', 'Int'])
      expect(names).toContain(name);
    for (const name of ['Airport', 'Flights', 'AirportDelays', 'LateDeparture', 'Thing', 'Events', 'Seen'])
      expect(names).not.toContain(name);
  });

  test('has scalars of its own for times and JSON alone', () => {
    const scalars = ownTypes.filter((type) => isScalarType(type) && !STANDARD.has(type.name)).map(({ name }) => name);
    expect(scalars.sort()).toEqual(['DateTime', 'JSON', 'JSONObject']);
  });
});

type Fields = NonNullable<ReturnType<typeof schema.getQueryType>>;
type AnyField = ReturnType<Fields['getFields']>[string];

function signatureOf({ name, args, type }: AnyField): string {
  const printed = args.map(
    (arg) =>
      `${arg.name}: ${String(arg.type)}${arg.defaultValue === undefined ? '' : ` = ${String(arg.defaultValue)}`}`,
  );
  return `${name}${args.length === 0 ? '' : `(${printed.join(', ')})`}: ${String(type)}`;
}
