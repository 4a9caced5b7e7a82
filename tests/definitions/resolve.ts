import type { Problem } from '../../src/errors/asof-error.js';
import { AsofError } from '../../src/errors/asof-error.js';
import { diffDefinitions } from '../../src/definitions/diff-definitions.js';
import type { DefinitionVersion } from '../../src/definitions/model.js';
import type { NamedSdl } from '../../src/definitions/parse-definitions.js';
import { readDefinitions } from '../../src/definitions/parse-definitions.js';
import type { ResolvedDefinition } from '../../src/definitions/resolve-definitions.js';
import { resolveDefinitions, sourcesToRead } from '../../src/definitions/resolve-definitions.js';
import type { TableColumns } from '../../src/definitions/table-columns.js';
import { featureTypeOf } from '../../src/definitions/table-columns.js';

/** A table from `{ column: databaseType }`. */
export function table(columns: Readonly<Record<string, string>>): TableColumns {
  const entries = Object.entries(columns).map(
    ([name, databaseType]) => [name, { type: featureTypeOf(databaseType), databaseType, nullable: true }] as const,
  );
  return { columns: new Map(entries) };
}

/** The tables that definitions in tests are about, by table name. */
export const TABLES: Readonly<Record<string, TableColumns>> = {
  flights: table({
    id: 'int8',
    origin: 'text',
    destination: 'text',
    distance: 'int4',
    delay: 'int4',
    scheduled_at: 'timestamptz',
    departed_at: 'timestamptz',
  }),
  events: table({
    id: 'bigint',
    k: 'text',
    n: 'integer',
    small: 'int2',
    big: 'int8',
    amount: 'double precision',
    price: 'numeric(12,2)',
    kind: 'character varying(20)',
    code: 'uuid',
    ok: 'boolean',
    at: 'timestamp with time zone',
    known_at: 'timestamptz',
    naive: 'timestamp without time zone',
    day: 'date',
    raw: 'jsonb',
    'Odd "Name"': 'int4',
  }),
};

/** A registry in memory: what is registered stays for the next registration. */
export interface TestRegistry {
  readonly versions: DefinitionVersion[];
  plan(
    sdl: string | readonly NamedSdl[],
    tables?: Readonly<Record<string, TableColumns>>,
  ): readonly ResolvedDefinition[];
  register(sdl: string): ReturnType<typeof diffDefinitions>;
}

export function startRegistry(reservedNames: ReadonlySet<string> = new Set()): TestRegistry {
  const versions: DefinitionVersion[] = [];
  const newest = (): Map<string, DefinitionVersion> => new Map(versions.map((each) => [each.definition.name, each]));
  const plan: TestRegistry['plan'] = (sdl, tables = TABLES) => {
    const read = readDefinitions(sdl);
    const scope = { ...read, registered: newest(), versions };
    const found = sourcesToRead(scope).flatMap((source) => {
      const columns = tables[source.table];
      return columns === undefined ? [] : [[source.name, columns] as const];
    });
    return resolveDefinitions({ ...scope, tables: new Map(found), reservedNames });
  };
  return {
    versions,
    plan,
    register(sdl) {
      const differences = diffDefinitions(plan(sdl));
      for (const { kind, resolved, version } of differences) {
        if (kind === 'unchanged') continue;
        const refersTo = Object.fromEntries(resolved.refersTo.map((name) => [name, newest().get(name)?.id ?? 0]));
        const { hash, canonical, definition, history } = resolved;
        versions.push({ id: versions.length + 1, version, hash, canonical, definition, history, refersTo });
      }
      return differences;
    },
  };
}

/** The problems that a registration is refused with; none when it is not. */
export function problemsOf(act: () => unknown): readonly Problem[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    return error.details.problems as readonly Problem[];
  }
}
