import { AsofError } from '../errors/asof-error.js';
import type { Instant } from '../time/instant.js';
import type { ExpressionOrigin } from '../expressions/parse-expression.js';
import type { DefinitionVersion, Entity } from '../definitions/model.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import type { OfflineStore } from '../offline/offline-store.js';
import { inlineSpine } from './inline-spine.js';
import { labelSpine } from './label-spine.js';
import type { Spine } from './spine.js';

/** What a training set was asked to be about. */
export interface SpineChoice {
  readonly resolved: ResolvedService;
  readonly rows: readonly Readonly<Record<string, unknown>>[] | null;
  readonly where: string | null;
  /** Whether an author wrote the condition or a record holds its printed form. */
  readonly origin: ExpressionOrigin;
  readonly asOf: Instant;
  readonly runs: ReadonlyMap<number, number>;
}

/** The rows sent along, or those of the service's label set, with the canonical form of the condition on them. Throws `SPINE_REQUIRED`. */
export function chooseSpine(
  offline: OfflineStore,
  { resolved, rows, where, origin, asOf, runs }: SpineChoice,
): { readonly spine: Spine; readonly where: string | null } {
  const { service, labels } = resolved;
  if (rows !== null) {
    if (where !== null)
      throw new AsofError(
        'INPUT_INVALID',
        'A condition ("where") chooses among the rows of a label set. Leave it out where the spine is sent along.',
      );
    return {
      spine: inlineSpine(
        rows,
        entitiesOf(resolved),
        resolved.columns.map(({ column }) => column),
      ),
      where: null,
    };
  }
  if (!labels) {
    throw new AsofError(
      'SPINE_REQUIRED',
      `The feature service "${service.definition.name}" has no labels to take its rows from. Send a spine, or give the service labels.`,
      { service: service.definition.name },
    );
  }
  return labelSpine(offline, { labels, run: runs.get(labels.id) ?? 0, asOf, where, origin });
}

/** The entities whose join keys a spine must have. */
export function entitiesOf(resolved: ResolvedService): readonly DefinitionVersion<Entity>[] {
  return [...new Map(resolved.columns.map(({ entity }) => [entity.id, entity])).values()];
}
