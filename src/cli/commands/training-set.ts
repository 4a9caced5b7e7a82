import { constants, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { AsofError } from '../../errors/asof-error.js';
import { formatInstant } from '../../time/instant.js';
import type { TrainingSetRecord } from '../../registry/training-set-registry.js';
import type { ExportFormat } from '../../training/read-training-set.js';
import { addCommand, answer, readAsOf } from '../command.js';
import { formatCount, formatRate, formatSeconds } from '../format-number.js';
import { type CommandContext, type Installation, withInstallation } from '../installation.js';
import { withProgressBar } from '../progress-bar.js';
import { readSpineFile } from '../read-spine-file.js';
import { UsageError } from '../usage-error.js';

interface Options {
  readonly json?: boolean;
  readonly asOf?: string;
  readonly out?: string;
  readonly spine?: string;
  readonly hindsight?: boolean;
  readonly where?: string;
}

const FORMATS: ReadonlyMap<string, ExportFormat> = new Map([
  ['parquet', 'PARQUET'],
  ['csv', 'CSV'],
  ['jsonl', 'JSONL'],
]);

/** `asof training-set <service>`: what a model may have known, row by row, recorded and written to a file. */
export function addTrainingSetCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'training-set <service>', 'compute and record a training set, and write it to a file')
    .option('--as-of <time>', 'the knowledge it may use, like 2026-03-29T01:00:00Z; now when left out')
    .option('--out <file>', 'where to write the rows: a file that ends in .parquet, .csv or .jsonl')
    .option(
      '--spine <file>',
      'rows to ask about (.csv, .json, .jsonl) with the join keys and eventTime; the labels of the service when left out',
    )
    .option('--hindsight', 'let late corrections in, on purpose')
    .option('--where <expression>', 'only the label rows for which this is true')
    .action(async (service: string, options: Options) => {
      const format = options.out === undefined ? null : formatOf(options.out);
      if (options.out !== undefined) await refuseUnwritable(options.out);
      return withInstallation(context, async (installation) => {
        const { services, clock } = installation;
        const spine =
          options.spine === undefined
            ? null
            : await readSpineFile(options.spine, join(context.readSettings().dataDirectory, 'tmp'));
        const started = performance.now();
        const request = {
          service,
          spine,
          asOf: readAsOf(options.asOf, clock),
          hindsight: options.hindsight === true,
          where: options.where ?? null,
        };
        const record = await withProgressBar(context.terminal, (bar) =>
          services.buildTrainingSet({ ...request, onProgress: bar.show }),
        );
        const seconds = (performance.now() - started) / 1000;
        if (format !== null && options.out !== undefined)
          await writeRows(installation, record, { file: options.out, format });
        answer(context.terminal, options, {
          data: { ...recordToJson(record), file: options.out ?? null },
          text: () => describe(record, { seconds, file: options.out ?? null }),
        });
      });
    });
}

function formatOf(file: string): ExportFormat {
  const format = FORMATS.get(/\.([^.]+)$/.exec(file)?.[1]?.toLowerCase() ?? '');
  if (format !== undefined) return format;
  throw new UsageError(
    `The name of ${JSON.stringify(file)} does not end in .parquet, .csv or .jsonl, so its format is not known.`,
  );
}

/** Said before the work begins, not after it. */
async function refuseUnwritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch {
    throw new AsofError(
      'INPUT_INVALID',
      `${JSON.stringify(file)} cannot be written: its folder is not there, or takes no files of this user. Make the folder, or name another file.`,
    );
  }
}

/** Writes beside the file first, so that the file is there whole or not at all. */
async function writeRows(
  { services }: Installation,
  { id }: TrainingSetRecord,
  { file, format }: { readonly file: string; readonly format: ExportFormat },
): Promise<void> {
  const unfinished = `${file}.unfinished`;
  try {
    await pipeline(Readable.from(await services.exportTrainingSet(id, format)), createWriteStream(unfinished));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function recordToJson(record: TrainingSetRecord): Readonly<Record<string, unknown>> {
  return { ...record, asOf: formatInstant(record.asOf), createdAt: formatInstant(record.createdAt) };
}

function describe(
  record: TrainingSetRecord,
  { seconds, file }: { readonly seconds: number; readonly file: string | null },
): string {
  return [
    `${formatCount(record.rowCount)} rows as of ${formatInstant(record.asOf)}${record.hindsight ? ', with hindsight' : ''}, in ${formatSeconds(seconds)} (${formatRate(record.rowCount, seconds)} rows/s)`,
    `id           ${record.id}`,
    `fingerprint  ${record.fingerprint}`,
    `columns      ${record.columns.map(({ name }) => name).join(', ')}`,
    ...(file === null ? ['Say --out file.parquet to have the rows.'] : [`written to   ${file}`]),
    '',
  ].join('\n');
}
