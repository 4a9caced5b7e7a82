import { AsofError } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import { parseFeatureReference } from './feature-reference.js';
import type {
  DefinitionVersion,
  Entity,
  Feature,
  FeatureReference,
  FeatureService,
  FeatureView,
  HistoryOutput,
  LabelSet,
} from './model.js';
import type { VersionIndex } from './version-index.js';

/** A feature that was asked for, with all it takes to compute it. */
export interface FeatureColumn {
  /** `View.feature`; `View@2.feature` when a version was asked for. */
  readonly column: string;
  readonly view: DefinitionVersion<FeatureView>;
  readonly entity: DefinitionVersion<Entity>;
  readonly feature: Feature;
  /** Where the feature finds its input in the view's history. */
  readonly output: HistoryOutput;
}

/** Features in the order asked for. */
export interface ResolvedFeatures {
  readonly columns: readonly FeatureColumn[];
  /** The view versions behind the columns, each once, in the order of their first column. */
  readonly views: readonly DefinitionVersion<FeatureView>[];
}

/** A feature service with what its version meant by the names in it. */
export interface ResolvedService extends ResolvedFeatures {
  readonly service: DefinitionVersion<FeatureService>;
  readonly labels: DefinitionVersion<LabelSet> | null;
}

/** The newest version of a feature service, resolved. Throws `FEATURE_SERVICE_NOT_FOUND`. */
export function resolveService(index: VersionIndex, name: string): ResolvedService {
  return resolveServiceVersion(index, index.newest('FeatureService', name));
}

/**
 * A version of a feature service, resolved: a view without `@n` is the version that was the newest when the service
 * version was registered, so that an old service version goes on meaning what it meant.
 */
export function resolveServiceVersion(
  index: VersionIndex,
  service: DefinitionVersion<FeatureService>,
): ResolvedService {
  const viewOf = ({ view, version }: FeatureReference): DefinitionVersion<FeatureView> =>
    version === null ? index.byId('FeatureView', referredId(service, view)) : index.get('FeatureView', view, version);
  const { labels } = service.definition;
  return {
    ...resolveReferences(index, service.definition.features, viewOf),
    service,
    labels: labels === null ? null : index.byId('LabelSet', referredId(service, labels)),
  };
}

/** Features named by a client, `View`, `View.feature`, `View@2` or `View@2.feature`; without `@n` the newest version. */
export function resolveFeatures(index: VersionIndex, names: readonly string[]): ResolvedFeatures {
  return resolveReferences(index, names.map(parseFeatureReference), ({ view, version }) =>
    index.get('FeatureView', view, version),
  );
}

function resolveReferences(
  index: VersionIndex,
  references: readonly FeatureReference[],
  viewOf: (reference: FeatureReference) => DefinitionVersion<FeatureView>,
): ResolvedFeatures {
  const columns = references.flatMap((reference) => columnsOf(index, viewOf(reference), reference));
  return { columns, views: [...new Map(columns.map(({ view }) => [view.id, view])).values()] };
}

function columnsOf(
  index: VersionIndex,
  view: DefinitionVersion<FeatureView>,
  reference: FeatureReference,
): readonly FeatureColumn[] {
  const entity = index.byId('Entity', referredId(view, view.definition.entity));
  const prefix = reference.version === null ? reference.view : `${reference.view}@${reference.version}`;
  return chosenFeatures(view, reference.feature).map((feature) => ({
    column: `${prefix}.${feature.name}`,
    view,
    entity,
    feature,
    output: outputOf(view, feature.name),
  }));
}

function chosenFeatures(view: DefinitionVersion<FeatureView>, name: string | null): readonly Feature[] {
  const { features } = view.definition;
  if (name === null) return features;
  const chosen = features.filter((feature) => feature.name === name);
  if (chosen.length > 0) return chosen;
  const hint = didYouMean(
    name,
    features.map((feature) => feature.name),
  );
  throw new AsofError(
    'FEATURE_NOT_FOUND',
    `Version ${view.version} of the feature view "${view.definition.name}" has no feature ${JSON.stringify(name)}.${hint}`,
    {
      view: view.definition.name,
      feature: name,
    },
  );
}

function outputOf(view: DefinitionVersion<FeatureView>, name: string): HistoryOutput {
  const output = view.history?.outputs.find((each) => each.name === name);
  if (output === undefined)
    throw new AsofError(
      'INTERNAL',
      `The history of "${view.definition.name}" keeps nothing for its feature "${name}".`,
    );
  return output;
}

function referredId(version: DefinitionVersion, name: string): number {
  const id = version.refersTo[name];
  if (id === undefined)
    throw new AsofError(
      'INTERNAL',
      `Version ${version.version} of "${version.definition.name}" does not say which "${name}" it means.`,
    );
  return id;
}
