import { AsofError } from '../errors/asof-error.js';
import type { DefinitionVersion } from '../definitions/model.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import type { RunRegistry } from '../registry/run-registry.js';
import type { TrainingSetRecord } from '../registry/training-set-registry.js';

/** The newest run of every history a training set reads, by definition version. Throws `NOT_MATERIALIZED`. */
export async function readRuns(
  registry: RunRegistry,
  resolved: ResolvedService,
  withLabels: boolean,
): Promise<ReadonlyMap<number, number>> {
  const versions: readonly DefinitionVersion[] = [
    ...resolved.views,
    ...(withLabels && resolved.labels ? [resolved.labels] : []),
  ];
  const watermarks = await registry.watermarks(versions.map(({ id }) => id));
  return new Map(
    versions.map(({ id, version, definition }) => {
      const run = watermarks.get(id)?.historyRun ?? 0;
      if (run === 0) {
        throw new AsofError(
          'NOT_MATERIALIZED',
          `Version ${version} of "${definition.name}" has not been materialized yet. Run the materialize mutation or "asof materialize ${definition.name}".`,
          {
            name: definition.name,
            version,
          },
        );
      }
      return [id, run];
    }),
  );
}

/** The same for the record, with the names of the versions. */
export function runsOf(
  { views, labels }: ResolvedService,
  runs: ReadonlyMap<number, number>,
): TrainingSetRecord['runs'] {
  const versions: readonly DefinitionVersion[] = [...views, ...(labels ? [labels] : [])];
  return versions.flatMap(({ id, definition, version }) => {
    const run = runs.get(id);
    return run === undefined ? [] : [{ definitionId: id, name: `${definition.name}@${version}`, run }];
  });
}
