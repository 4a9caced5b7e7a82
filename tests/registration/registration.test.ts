import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { movableClock } from '../harness/clock.js';
import { createRegisterDefinitions } from '../../src/registration/apply-registration.js';
import type { RegistrationPlan } from '../../src/registration/plan-registration.js';
import { FLIGHTS_SDL, type FreshRegistration, freshRegistration } from './fresh-registration.js';

let registration: FreshRegistration;
beforeEach(async () => {
  registration = await freshRegistration('registration');
});
afterEach(() => registration.close());

const NAMES = ['Airport', 'Flights', 'AirportDelays', 'DepartureOutcome', 'DepartureRisk', 'LateDeparture'];

function actions({ changes }: Pick<RegistrationPlan, 'changes'>): Record<string, string> {
  return Object.fromEntries(changes.map(({ name, action, version }) => [name, `${action} ${version}`]));
}

async function nothingRegistered(): Promise<void> {
  expect(await registration.registry.definitions.read()).toEqual({ registryVersion: 0, versions: [] });
}

async function failureOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; details: { problems: { code: string; line?: number }[] } }> {
  return work.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error) => error as never,
  );
}

describe('planning a registration', () => {
  test('says what would be created, in dependency order, and changes nothing', async () => {
    const plan = await registration.plan(FLIGHTS_SDL);
    expect(plan.registryVersion).toBe(0);
    expect(plan.changes.map(({ name }) => name)).toEqual(NAMES);
    expect(
      plan.changes.every(
        (change) => change.action === 'CREATED' && change.version === 1 && change.previousCanonical === null,
      ),
    ).toBe(true);
    await nothingRegistered();
  });

  test('finds everything unchanged once it is registered, however it is written', async () => {
    await registration.register({ sdl: FLIGHTS_SDL });
    const plan = await registration.plan(FLIGHTS_SDL.replace('"3h"', '"180m"').replace('delay > 15', '((delay)>15)'));
    expect(plan.changes.map(({ action }) => action)).toEqual(NAMES.map(() => 'UNCHANGED'));
    expect(plan.newVersions).toEqual([]);
    expect(plan.newDescriptions).toEqual([]);
  });

  test('says what is different in what changes, and carries along what refers to it', async () => {
    await registration.register({ sdl: FLIGHTS_SDL });
    const plan = await registration.plan(FLIGHTS_SDL.replace('over: "3h"', 'over: "4h"'));
    expect(actions(plan)).toEqual({
      Airport: 'UNCHANGED 1',
      Flights: 'UNCHANGED 1',
      AirportDelays: 'CHANGED 2',
      DepartureOutcome: 'UNCHANGED 1',
      DepartureRisk: 'CHANGED 2',
      LateDeparture: 'CHANGED 2',
    });
    const view = plan.changes.find(({ name }) => name === 'AirportDelays');
    expect(view?.differences).toEqual(['features.meanDelay3h.over']);
    expect(view?.previousCanonical).not.toBe(view?.canonical);
  });

  test('reads several texts as one and names the one a problem is in', async () => {
    const cut = FLIGHTS_SDL.indexOf('type DepartureRisk');
    const texts = [
      { name: 'services.graphql', sdl: FLIGHTS_SDL.slice(cut) },
      { name: 'views.graphql', sdl: FLIGHTS_SDL.slice(0, cut) },
    ];
    expect((await registration.plan(texts)).changes).toHaveLength(6);
    const failure = await failureOf(registration.plan([texts[0], { name: 'other.graphql', sdl: 'type Odd' }] as never));
    expect(failure.message).toContain('other.graphql');
  });

  test('reports every problem of a text at once', async () => {
    const broken = FLIGHTS_SDL.replace('of: "delay", over: "3h"', 'of: "dellay", over: "0h"')
      .replace('features: ["AirportDelays"]', 'features: ["AirportDelay"]')
      .replace('table: "flights"', 'table: "flight"');
    const failure = await failureOf(registration.plan(broken));
    expect(failure.code).toBe('DEFINITIONS_INVALID');
    expect(failure.details.problems.length).toBeGreaterThanOrEqual(3);
    expect(failure.message).toContain('Did you mean "AirportDelays"?');
  });

  test('places a database that is not configured', async () => {
    const failure = await failureOf(
      registration.plan(FLIGHTS_SDL.replace('table: "flights"', 'table: "flights", database: "dwn"')),
    );
    expect(failure).toMatchObject({
      code: 'DEFINITIONS_INVALID',
      details: { problems: [{ code: 'SOURCE_DATABASE_NOT_FOUND', line: 5 }] },
    });
    expect(failure.message).toContain('Did you mean "down"?');
  });

  test('says that a source database is down', async () => {
    await expect(
      registration.plan(FLIGHTS_SDL.replace('table: "flights"', 'table: "flights", database: "down"')),
    ).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  test('refuses a text that Postgres could not keep', async () => {
    const failure = await failureOf(registration.plan(FLIGHTS_SDL.replace('departures have', 'departures\\u0000have')));
    expect(failure).toMatchObject({ code: 'DEFINITIONS_INVALID' });
  });

  test('finds nothing to do in an empty text', async () => {
    expect(await registration.plan('')).toEqual({
      registryVersion: 0,
      changes: [],
      newVersions: [],
      newDescriptions: [],
    });
  });
});

describe('registering', () => {
  test('makes versions that the catalog resolves', async () => {
    const done = await registration.register({ sdl: FLIGHTS_SDL });
    const catalog = await registration.readCatalog();
    expect(done.registryVersion).toBe(1);
    expect(catalog.registryVersion).toBe(1);
    const service = catalog.resolveService('DepartureRisk');
    expect(service.columns.map(({ column }) => column)).toEqual([
      'AirportDelays.departures1h',
      'AirportDelays.meanDelay3h',
      'AirportDelays.lastDelay',
    ]);
    expect(service.labels?.definition.name).toBe('DepartureOutcome');
    expect(service.columns.every(({ entity }) => entity.definition.name === 'Airport')).toBe(true);
    expect(catalog.newest('FeatureView', 'AirportDelays').history?.table).toBe('flights');
  });

  test('changes nothing when it is done again', async () => {
    await registration.register({ sdl: FLIGHTS_SDL });
    const again = await registration.register({ sdl: FLIGHTS_SDL });
    expect(again.registryVersion).toBe(1);
    expect((await registration.registry.definitions.read()).versions).toHaveLength(6);
  });

  test('lets a service mean the new version of a view that changed, and its old version the old one', async () => {
    await registration.register({ sdl: FLIGHTS_SDL });
    const view = FLIGHTS_SDL.slice(FLIGHTS_SDL.indexOf('"How late'), FLIGHTS_SDL.indexOf('type DepartureOutcome'));
    const done = await registration.register({
      sdl: view.replace('lastDelay: Int @latest(of: "delay")', 'lastDistance: Int @latest(of: "distance")'),
    });
    expect(actions(done)).toEqual({
      AirportDelays: 'CHANGED 2',
      DepartureRisk: 'CHANGED 2',
      LateDeparture: 'CHANGED 2',
    });
    expect(done.changes.map(({ inText }) => inText)).toEqual([true, false, false]);
    const catalog = await registration.readCatalog();
    const columnsOf = (version: number): readonly string[] =>
      catalog
        .resolveServiceVersion(catalog.get('FeatureService', 'DepartureRisk', version))
        .columns.map(({ column }) => column);
    expect(columnsOf(2)).toContain('AirportDelays.lastDistance');
    expect(columnsOf(1)).toContain('AirportDelays.lastDelay');
  });

  test('refuses a change that a registered definition could not bear, and registers none of it', async () => {
    const service = FLIGHTS_SDL.replace('features: ["AirportDelays"]', 'features: ["AirportDelays.lastDelay"]');
    await registration.register({ sdl: service });
    const failure = await failureOf(
      registration.register({
        sdl: FLIGHTS_SDL.slice(0, FLIGHTS_SDL.indexOf('type DepartureOutcome')).replace(/lastDelay: .*/, ''),
      }),
    );
    expect(failure.message).toContain('"AirportDelays" has no feature "lastDelay"');
    expect((await registration.registry.definitions.read()).registryVersion).toBe(1);
  });

  test('updates a description without making a version', async () => {
    await registration.register({ sdl: FLIGHTS_SDL });
    const done = await registration.register({
      sdl: FLIGHTS_SDL.replace('How late departures have been running.', 'Better words.'),
    });
    expect(done.registryVersion).toBe(2);
    expect(done.changes.filter(({ describedAnew }) => describedAnew).map(({ name, action }) => [name, action])).toEqual(
      [['AirportDelays', 'UNCHANGED']],
    );
    const catalog = await registration.readCatalog();
    expect(catalog.versions).toHaveLength(6);
    expect(catalog.versions.map(({ id }) => id)).toEqual(
      [...catalog.versions.map(({ id }) => id)].sort((a, b) => a - b),
    );
    expect(catalog.newest('FeatureView', 'AirportDelays')).toMatchObject({
      version: 1,
      definition: { description: 'Better words.' },
    });
  });

  test('leaves nothing half done when it fails in the middle', async () => {
    const { pool } = registration.registry.database;
    await pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
      CREATE TRIGGER refuse_services BEFORE INSERT ON asof.definition_version FOR EACH ROW WHEN (NEW.kind = 'FeatureService') EXECUTE FUNCTION refuse()`);
    await expect(registration.register({ sdl: FLIGHTS_SDL })).rejects.toThrow('no room');
    await nothingRegistered();
    expect((await pool.query('SELECT 1 FROM asof.definition_version')).rowCount).toBe(0);
    await pool.query('DROP TRIGGER refuse_services ON asof.definition_version');
    expect((await registration.register({ sdl: FLIGHTS_SDL })).registryVersion).toBe(1);
  });

  test('refuses a registry that is not at the version expected', async () => {
    await registration.register({ sdl: 'type Airport @entity { iata: String! @joinKey }', expectedRegistryVersion: 0 });
    const failure = await failureOf(registration.register({ sdl: FLIGHTS_SDL, expectedRegistryVersion: 0 }));
    expect(failure).toMatchObject({
      code: 'REGISTRY_VERSION_CHANGED',
      details: { expectedRegistryVersion: 0, registryVersion: 1 },
    });
    expect((await registration.register({ sdl: FLIGHTS_SDL, expectedRegistryVersion: 1 })).registryVersion).toBe(2);
  });

  test('plans again when the registry moves between plan and apply', async () => {
    let plans = 0;
    const register = createRegisterDefinitions({
      definitions: registration.registry.definitions,
      clock: movableClock(),
      plan: async (sdl) => {
        const planned = await registration.plan(sdl);
        plans += 1;
        if (plans === 1) await registration.register({ sdl: 'type Meanwhile @entity { id: Int! @joinKey }' });
        return planned;
      },
    });
    expect((await register({ sdl: FLIGHTS_SDL })).registryVersion).toBe(2);
    expect(plans).toBe(2);
  });

  test('gives up on a registry that never stands still', async () => {
    let plans = 0;
    const register = createRegisterDefinitions({
      definitions: registration.registry.definitions,
      clock: movableClock(),
      plan: async (sdl) => {
        plans += 1;
        return { ...(await registration.plan(sdl)), registryVersion: 77 };
      },
    });
    await expect(register({ sdl: FLIGHTS_SDL })).rejects.toMatchObject({ code: 'REGISTRY_VERSION_CHANGED' });
    expect(plans).toBe(20);
  });

  test('lets ten registrations at once all land', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `Thing${index}`);
    await Promise.all(
      names.map((name) => registration.register({ sdl: `type ${name} @entity { id: Int! @joinKey }` })),
    );
    const catalog = await registration.readCatalog();
    expect(catalog.registryVersion).toBe(10);
    expect(catalog.list('Entity').map(({ definition }) => definition.name)).toEqual(names);
  });
});
