import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildASTSchema, Kind, parse, print } from 'graphql';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { DIRECTIVES } from '../../src/definitions/directives.js';
import { parseDefinitions } from '../../src/definitions/parse-definitions.js';
import { startRegistry } from './resolve.js';

beforeAll(loadExpressionParser);

const read = (name: string): string =>
  readFileSync(new URL(`../../feature-definitions/${name}`, import.meta.url), 'utf8');

describe('the flights example', () => {
  test('registers, every definition for the first time, in dependency order', () => {
    const differences = startRegistry().register(read('flights.graphql'));
    expect(
      differences.map(({ kind, version, resolved }) => [
        kind,
        version,
        resolved.definition.kind,
        resolved.definition.name,
      ]),
    ).toEqual([
      ['created', 1, 'Entity', 'Airport'],
      ['created', 1, 'Entity', 'Route'],
      ['created', 1, 'Source', 'Flights'],
      ['created', 1, 'FeatureView', 'AirportDelays'],
      ['created', 1, 'FeatureView', 'RouteDelays'],
      ['created', 1, 'LabelSet', 'DepartureOutcome'],
      ['created', 1, 'FeatureService', 'DepartureRisk'],
      ['created', 1, 'Model', 'LateDeparture'],
    ]);
  });

  test('lays out the history of a view, each expression once', () => {
    const { definition, history } = startRegistry().plan(read('flights.graphql'))[3] ?? {};
    expect(history).toMatchObject({
      table: 'flights',
      eventTime: 'scheduled_at',
      knownTime: 'departed_at',
      keys: [{ sourceColumn: 'origin', type: 'String' }],
      rowKey: [{ sourceColumn: 'id', type: 'BigInt' }],
      values: [
        { column: 'v0', type: 'Int', sql: '"delay"' },
        { column: 'v1', type: 'Decimal', sql: '(CASE WHEN ("delay" > 15) THEN 1.0 ELSE 0.0 END)' },
      ],
      conditions: [],
    });
    expect(history?.outputs.slice(0, 3)).toEqual([
      { name: 'lastDelay', value: 0, conditions: [] },
      { name: 'departures1h', value: null, conditions: [] },
      { name: 'departures3h', value: null, conditions: [] },
    ]);
    expect(definition?.kind === 'FeatureView' && definition.features).toHaveLength(history?.outputs.length ?? 0);
  });

  test('lays out the history of labels with the keys of both entities, each once', () => {
    const { history } = startRegistry().plan(read('flights.graphql'))[5] ?? {};
    expect(history?.keys.map(({ sourceColumn }) => sourceColumn)).toEqual(['origin', 'destination']);
    expect(history?.outputs.map(({ name }) => name)).toEqual(['late', 'scheduledAt', 'distance']);
  });

  test('keeps descriptions', () => {
    const { definitions } = parseDefinitions(read('flights.graphql'));
    expect(definitions[0]?.description).toBe('An airport that flights leave from.');
  });
});

describe('the published directives', () => {
  const document = parse(read('asof-directives.graphql'));

  test('are those the parser knows, with the same arguments', () => {
    const published = document.definitions.flatMap((node) => {
      if (node.kind !== Kind.DIRECTIVE_DEFINITION) return [];
      const given = (node.arguments ?? []).map((each) => `${each.name.value}: ${print(each.type)}`);
      return [[node.name.value, node.locations.map(({ value }) => value).join(), given] as const];
    });
    const known = Object.entries(DIRECTIVES).map(([name, spec]) => {
      const given = Object.entries(spec.arguments).map(
        ([argument, { type, required }]) =>
          `${argument}: ${typeof type === 'object' ? type.name : type}${required ? '!' : ''}`,
      );
      return [name, spec.on === 'type' ? 'OBJECT' : 'FIELD_DEFINITION', given] as const;
    });
    expect(published).toEqual(known);
  });

  test('list the values of enums that the parser knows', () => {
    for (const spec of Object.values(DIRECTIVES)) {
      for (const { type } of Object.values(spec.arguments) as { type: unknown }[]) {
        if (typeof type !== 'object' || type === null) continue;
        const { name, values } = type as { name: string; values: readonly string[] };
        const node = document.definitions.find(
          (each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === name,
        );
        expect(node?.kind === Kind.ENUM_TYPE_DEFINITION && node.values?.map((each) => each.name.value)).toEqual(values);
      }
    }
  });

  test('make a schema together with the example', () => {
    expect(() =>
      buildASTSchema(parse(`${read('asof-directives.graphql')}\n${read('flights.graphql')}`), {
        assumeValidSDL: false,
      }),
    ).not.toThrow();
  });
});
