import { movableClock } from '../harness/clock.js';
import { createPostgresSourceCatalog } from '../../src/sources/postgres/postgres-source-catalog.js';
import { createSourceDatabases } from '../../src/sources/postgres/source-databases.js';
import { type FreshRegistry, freshRegistry } from '../registry/migrated.js';
import { createRegisterDefinitions, type RegisterDefinitions } from '../../src/registration/apply-registration.js';
import { createPlanRegistration, type PlanRegistration } from '../../src/registration/plan-registration.js';
import { createReadCatalog, type ReadCatalog } from '../../src/registration/read-catalog.js';

/** Registration over an empty registry and a table of flights. */
export interface FreshRegistration {
  readonly registry: FreshRegistry;
  readonly plan: PlanRegistration;
  readonly register: RegisterDefinitions;
  readonly readCatalog: ReadCatalog;
  close(): Promise<void>;
}

/** Opens a database of its own with an empty registry and an empty table `flights`. */
export async function freshRegistration(name: string): Promise<FreshRegistration> {
  const registry = await freshRegistry(name);
  await registry.database.pool.query(FLIGHTS_TABLE);
  const databases = createSourceDatabases({
    default: registry.database.pool,
    named: new Map([['down', 'postgres://nobody@127.0.0.1:1/nowhere']]),
  });
  const sources = createPostgresSourceCatalog(databases);
  const { definitions } = registry;
  const plan = createPlanRegistration({ definitions, sources, reservedNames: new Set(['TrainingSet', 'trainingSet']) });
  return {
    registry,
    plan,
    register: createRegisterDefinitions({ plan, definitions, clock: movableClock() }),
    readCatalog: createReadCatalog(definitions),
    close: async () => {
      await databases.close();
      await registry.close();
    },
  };
}

const FLIGHTS_TABLE = `CREATE TABLE flights (
  id bigint PRIMARY KEY, origin text NOT NULL, destination text NOT NULL, delay integer, distance integer,
  scheduled_at timestamptz NOT NULL, departed_at timestamptz)`;

/** Flights, the delays of an airport and what became of each departure. */
export const FLIGHTS_SDL = `
"An airport that flights leave from."
type Airport @entity { iata: String! @joinKey }

type Flights @source(table: "flights", rowKey: ["id"], eventTime: "scheduled_at", knownTime: "departed_at")

"How late departures have been running."
type AirportDelays @featureView(entity: "Airport", source: "Flights", on: ["origin"], ttl: "7d", owner: "ops", tags: ["delay"]) {
  departures1h: Int! @count(over: "1h")
  meanDelay3h: Float @mean(of: "delay", over: "3h")
  lastDelay: Int @latest(of: "delay")
}

type DepartureOutcome @labels(source: "Flights", entities: [{ entity: "Airport", on: ["origin"] }]) {
  late: Boolean! @label(of: "delay > 15")
}

type DepartureRisk @featureService(features: ["AirportDelays"], labels: "DepartureOutcome")

type LateDeparture @model(service: "DepartureRisk", predicts: "late", algorithm: LOGISTIC_REGRESSION, seed: 7)
`;
