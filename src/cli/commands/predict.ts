import type { Command } from 'commander';
import { toJson } from '../../values/json.js';
import type { Prediction } from '../../serving/predict.js';
import { addCommand, answer, collect, readCount } from '../command.js';
import { formatTable } from '../format-table.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { parsePairs } from '../parse-pairs.js';

interface Options {
  readonly json?: boolean;
  readonly row: readonly string[];
  readonly version?: string;
}

/** `asof predict <model> --row k=v`: predictions from live features. */
export function addPredictCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'predict <model>', 'predict from live features')
    .requiredOption(
      '--row <pairs>',
      'join keys and request data, like origin=ORD,destination=LAX; may be given several times',
      collect,
    )
    .option('--version <number>', 'a version of the model; the live one when left out')
    .action((model: string, options: Options) => {
      const version = options.version === undefined ? null : readCount(options.version, '--version');
      const rows = options.row.map(parsePairs);
      return withInstallation(context, async ({ services }) => {
        const predictions = await services.predict({ model, version, rows });
        answer(context.terminal, options, {
          data: predictions.map(predictionToJson),
          text: () => formatPredictions(predictions),
        });
      });
    });
}

function predictionToJson({
  id,
  model,
  version,
  prediction,
  probability,
  columns,
  features,
}: Prediction): Readonly<Record<string, unknown>> {
  const values = features.values.map((value) => toJson(value, typeof value === 'bigint' ? 'BigInt' : 'String'));
  return {
    id,
    model,
    version,
    prediction,
    probability,
    features: { entity: features.entity, columns, values, statuses: features.statuses },
  };
}

function formatPredictions(predictions: readonly Prediction[]): string {
  return formatTable(
    [
      { title: 'row' },
      { title: 'prediction' },
      { title: 'probability', right: true },
      { title: 'version' },
      { title: 'id' },
    ],
    predictions.map(({ features, prediction, probability, model, version, id }) => [
      Object.entries(features.entity)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(', '),
      String(prediction),
      probability.toFixed(4),
      `${model}@${version}`,
      id,
    ]),
  );
}
