import type { FeatureType } from '../values/feature-type.js';
import type { Catalog } from '../definitions/catalog.js';

/**
 * The types of columns named `View.feature` or `View@2.feature`, in their order: what it takes to write values as JSON.
 * A column whose feature is gone from the newest version of its view is looked for in the versions before.
 */
export function featureTypesOf(catalog: Catalog, columns: readonly string[]): readonly FeatureType[] {
  return columns.map((column) => {
    const [view = '', feature = ''] = column.split('.');
    const [name = ''] = view.split('@');
    const versions = catalog.find('FeatureView', name) === undefined ? [] : catalog.versionsOf('FeatureView', name);
    const features = versions.flatMap(({ definition }) => definition.features.filter((each) => each.name === feature));
    return features.at(-1)?.type ?? 'String';
  });
}
