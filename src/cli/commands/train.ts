import type { Command } from 'commander';
import { formatInstant } from '../../time/instant.js';
import type { ModelVersionRecord } from '../../registry/model-registry.js';
import { addCommand, answer, readAsOf } from '../command.js';
import { formatTable } from '../format-table.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { withProgressBar } from '../progress-bar.js';

interface Options {
  readonly json?: boolean;
  readonly asOf?: string;
  readonly hindsight?: boolean;
  readonly where?: string;
  readonly promote?: boolean;
}

/** `asof train <model>`: a new version of a model, from a training set as of a moment. */
export function addTrainCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'train <model>', 'train a new version of a model')
    .option('--as-of <time>', 'the knowledge to train with, like 2026-03-29T01:00:00Z; now when left out')
    .option('--hindsight', 'let late corrections in, on purpose')
    .option('--where <expression>', 'train on the label rows for which this is true')
    .option('--promote', 'make the new version the live one')
    .action((model: string, options: Options) =>
      withInstallation(context, async ({ services, clock }) => {
        const asOf = readAsOf(options.asOf, clock);
        const trained = await withProgressBar(context.terminal, (bar) =>
          services.trainModel({
            model,
            asOf,
            hindsight: options.hindsight === true,
            where: options.where ?? null,
            onProgress: bar.show,
          }),
        );
        const version =
          options.promote === true ? await services.models.promote(model, trained.version, clock.now()) : trained;
        answer(context.terminal, options, { data: versionToJson(version), text: () => describe(version) });
      }),
    );
}

function versionToJson(version: ModelVersionRecord): Readonly<Record<string, unknown>> {
  const { artifact, ...rest } = version;
  return {
    ...rest,
    artifactBytes: artifact.length,
    asOf: formatInstant(version.asOf),
    createdAt: formatInstant(version.createdAt),
    promotedAt: version.promotedAt === null ? null : formatInstant(version.promotedAt),
  };
}

function describe(version: ModelVersionRecord): string {
  const metrics = Object.entries(version.metrics).filter(
    ([, value]) => typeof value === 'number' || typeof value === 'string',
  );
  return [
    `${version.model} version ${version.version}, ${version.state}, as of ${formatInstant(version.asOf)}${version.hindsight ? ', with hindsight' : ''}`,
    `training set ${version.trainingSetId}, fingerprint ${version.trainingSetFingerprint}`,
    '',
    formatTable(
      [{ title: 'metric' }, { title: 'value', right: true }],
      metrics.map(([name, value]) => [name, showMetric(value)]),
    ),
  ].join('\n');
}

function showMetric(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(4) : String(value);
}
