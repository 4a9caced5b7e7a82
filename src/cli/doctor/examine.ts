import { createPool, type PostgresPool } from '../../postgres/pool.js';
import { type CommandContext, type Installation, type Settings, withInstallation } from '../installation.js';
import { examineDatabase } from './examine-database.js';
import { examineMachine } from './examine-machine.js';
import { examineSources } from './examine-sources.js';
import { type Finding, well, wrong, wrongBecause } from './finding.js';

/** Looks at everything that Asof rests on, from the machine up. What rests on something broken is not looked at. */
export async function examine(context: CommandContext): Promise<readonly Finding[]> {
  let settings: Settings;
  try {
    settings = context.readSettings();
  } catch (error) {
    return [wrongBecause('configuration', error)];
  }
  const machine = await examineMachine(settings);
  try {
    return [
      ...machine,
      ...(await withInstallation(context, (installation) => examineInstallation(installation, settings))),
    ];
  } catch (error) {
    return [...machine, wrongBecause('start', error)];
  }
}

async function examineInstallation(installation: Installation, settings: Settings): Promise<readonly Finding[]> {
  const pool = createPool(installation.databaseUrl, { max: 2, statementTimeoutMillis: 10_000 });
  try {
    return [
      ...(await examineDatabase(pool, { clock: installation.clock, embedded: settings.databaseUrl === null })),
      await examineOnlineStore(installation, settings),
      ...(await examineRegistry(installation, pool, settings)),
    ];
  } finally {
    await pool.close();
  }
}

async function examineOnlineStore({ services }: Installation, { redisUrl }: Settings): Promise<Finding> {
  const { checks } = await services.checkReady();
  const failure = checks.find(({ name }) => name === 'onlineStore')?.failure ?? null;
  if (failure !== null) return wrongBecause('online store', failure);
  return well('online store', redisUrl === null ? 'LMDB, in the data directory' : 'Redis answers');
}

async function examineRegistry(
  installation: Installation,
  pool: PostgresPool,
  settings: Settings,
): Promise<readonly Finding[]> {
  const { services } = installation;
  const catalog = await services.catalog();
  const registry = well(
    'registry',
    `version ${catalog.registryVersion}, feature views: ${catalog.list('FeatureView').length}, models: ${catalog.list('Model').length}`,
  );
  const sources = catalog.list('Source').map(({ definition }) => definition);
  return [
    registry,
    ...(await examineSources({ sources, pool, databases: settings.sources })),
    ...(await examineRuns(installation)),
  ];
}

/** The newest run of every view: one that failed is a problem until one succeeds. */
async function examineRuns({ services }: Installation): Promise<readonly Finding[]> {
  const newest = new Map<string, Finding>();
  for (const run of await services.runs.list({ limit: 200 })) {
    if (newest.has(run.name)) continue;
    const name = `run ${run.run}`;
    if (run.failure === null) newest.set(run.name, well(name, `${run.name} ${run.state.toLowerCase()}`));
    else
      newest.set(
        run.name,
        wrong(
          name,
          `${run.name} failed with ${run.failure.code}: ${run.failure.message}`,
          `Correct the cause, then say "asof materialize ${run.name}".`,
        ),
      );
  }
  return [...newest.values()];
}
