import type { Command } from 'commander';
import { formatInstant } from '../../time/instant.js';
import { toJson } from '../../values/json.js';
import type { FeatureVectors } from '../../serving/read-feature-vectors.js';
import { addCommand, answer, collect } from '../command.js';
import { formatTable } from '../format-table.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { parsePairs } from '../parse-pairs.js';

interface Options {
  readonly json?: boolean;
  readonly entity: readonly string[];
}

/** `asof features <what…> --entity k=v`: what features of entities are now. */
export function addFeaturesCommand(program: Command, context: CommandContext): void {
  addCommand(
    program,
    'features <names...>',
    'show what features of entities are now: of a feature service, or View, View.feature',
  )
    .requiredOption('--entity <keys>', 'join keys, like iata=ORD; may be given several times', collect)
    .action((names: string[], options: Options) => {
      const entities = options.entity.map(parsePairs);
      return withInstallation(context, async ({ services }) => {
        const catalog = await services.catalog();
        const isService = names.length === 1 && catalog.find('FeatureService', names[0] as string) !== undefined;
        const asked = isService ? { service: names[0] as string, features: null } : { service: null, features: names };
        const vectors = await services.readFeatureVectors({ ...asked, entities });
        answer(context.terminal, options, { data: vectorsToJson(vectors), text: () => formatVectors(vectors) });
      });
    });
}

function vectorsToJson({ at, columns, vectors }: FeatureVectors): Readonly<Record<string, unknown>> {
  return {
    at: formatInstant(at),
    columns: columns.map(({ name }) => name),
    vectors: vectors.map(({ entity, values, statuses, eventTimes }) => ({
      entity,
      values: values.map((value, index) => toJson(value, columns[index]?.type ?? 'String')),
      statuses,
      eventTimes: eventTimes.map((time) => (time === null ? null : formatInstant(time))),
    })),
  };
}

function formatVectors({ at, columns, vectors }: FeatureVectors): string {
  const tables = vectors.map(({ entity, values, statuses, eventTimes }) => {
    const keys = Object.entries(entity).map(([key, value]) => `${key}=${String(value)}`);
    const rows = columns.map(({ name, type }, index) => {
      const time = eventTimes[index] ?? null;
      return [
        name,
        String(toJson(values[index] ?? null, type)),
        statuses[index] ?? '',
        time === null ? '' : formatInstant(time),
      ];
    });
    const titles = [
      { title: keys.join(', ') },
      { title: 'value', right: true },
      { title: 'status' },
      { title: 'newest event' },
    ];
    return formatTable(titles, rows);
  });
  return `${tables.join('\n')}at ${formatInstant(at)}\n`;
}
