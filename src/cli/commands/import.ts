import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Command } from 'commander';
import { AsofError } from '../../errors/asof-error.js';
import { createPool } from '../../postgres/pool.js';
import { createImportFile, type ImportReport } from '../../sources/files/import-file.js';
import { addCommand, answer, collect } from '../command.js';
import { formatCount, formatSeconds } from '../format-number.js';
import { formatTable } from '../format-table.js';
import { type CommandContext, type Installation, withInstallation } from '../installation.js';
import { withProgressBar } from '../progress-bar.js';
import { UsageError } from '../usage-error.js';

interface Options {
  readonly json?: boolean;
  readonly table?: string;
  readonly source?: string;
  readonly utc?: readonly string[];
  readonly key?: readonly string[];
}

/** `asof import <file>`: the rows of a file go into a source table. */
export function addImportCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'import <file>', 'bring the rows of a CSV, Parquet or JSONL file into a source table')
    .option('--table <name>', 'the table, created when it is missing')
    .option('--source <name>', 'a registered source whose table it is')
    .option('--utc <column>', 'times without an offset in this column are UTC; may be given several times', collect)
    .option(
      '--key <column>',
      'a column that names a row, for a table that is created; may be given several times',
      collect,
    )
    .action((file: string, options: Options) => {
      if (options.source === undefined && options.table === undefined)
        throw new UsageError('Say where the rows go: --table <name>, or --source <name>.');
      return withInstallation(context, async (installation) => {
        const target = await readTarget(context, installation, options);
        const pool = createPool(target.databaseUrl, { max: 2 });
        try {
          const importFile = createImportFile({ pool, spillFolder: join(context.readSettings().dataDirectory, 'tmp') });
          const started = performance.now();
          const report = await withProgressBar(context.terminal, (bar) =>
            importFile({
              file,
              table: target.table,
              utcColumns: options.utc ?? [],
              keyColumns: options.key ?? [],
              onProgress: (progress) => bar.show({ stage: `into ${target.table}`, ...progress }),
            }),
          );
          const timed = { ...report, seconds: (performance.now() - started) / 1000 };
          answer(context.terminal, options, { data: timed, text: () => describe(timed) });
        } finally {
          await pool.close();
        }
      });
    });
}

interface Target {
  readonly databaseUrl: string;
  readonly table: string;
}

async function readTarget(
  context: CommandContext,
  { services, databaseUrl }: Installation,
  { table, source }: Options,
): Promise<Target> {
  if (source === undefined) return { databaseUrl, table: table ?? '' };
  const catalog = await services.catalog();
  const found = catalog.newest('Source', source).definition;
  if (table !== undefined && table !== found.table) {
    throw new UsageError(
      `The table of the source ${source} is ${found.table}, not ${table}. Give one of --source and --table.`,
    );
  }
  const url = found.database === null ? databaseUrl : context.readSettings().sources.get(found.database);
  if (url !== undefined) return { databaseUrl: url, table: found.table };
  throw new AsofError(
    'SOURCE_DATABASE_NOT_FOUND',
    `The source ${source} is in the database ${JSON.stringify(found.database)}, which ASOF_SOURCES does not name.`,
  );
}

function describe({ table, created, rows, seconds, columns }: ImportReport & { readonly seconds: number }): string {
  const rowsPerSecond = Math.round(rows / seconds);
  const said = `${formatCount(rows)} rows into ${table} in ${formatSeconds(seconds)} (${formatCount(rowsPerSecond)} rows/s).\n`;
  if (!created) return said;
  const listed = formatTable(
    [{ title: 'column' }, { title: 'type' }],
    columns.map(({ name, type }) => [name, type]),
  );
  return `The table ${table} was created.\n\n${listed}\n${said}`;
}
