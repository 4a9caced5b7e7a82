import { AsofError } from '../errors/asof-error.js';
import type { FeatureReference } from './model.js';

/**
 * Reads `View`, `View.feature`, `View@2` or `View@2.feature`; without `@n` the newest version, without `.feature` all of them.
 * Throws `INPUT_INVALID` for anything else. Whether the view exists is not looked at.
 */
export function parseFeatureReference(text: string): FeatureReference {
  const match = /^([_A-Za-z]\w*)(?:@([1-9]\d{0,8}))?(?:\.([_A-Za-z]\w*))?$/.exec(text);
  if (match?.[1] === undefined) {
    throw new AsofError(
      'INPUT_INVALID',
      `${JSON.stringify(text.slice(0, 120))} does not name features. Write it like "AirportDelays", "AirportDelays.lastDelay" or "AirportDelays@2.lastDelay".`,
      { feature: text.slice(0, 120) },
    );
  }
  return { view: match[1], version: match[2] === undefined ? null : Number(match[2]), feature: match[3] ?? null };
}

/** Reads `Name` or `Name@2`, the name of a definition that has versions. Throws `INPUT_INVALID` when what follows the @ is no version. */
export function parseVersionReference(text: string): { readonly name: string; readonly version: number | null } {
  const [, name = '', version] = /^([^@]*)(?:@([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (name !== '') return { name, version: version === undefined ? null : Number(version) };
  throw new AsofError(
    'INPUT_INVALID',
    `${JSON.stringify(text.slice(0, 120))} does not name a feature view or a label set. Write it like "AirportDelays" or "AirportDelays@2".`,
    { name: text.slice(0, 120) },
  );
}

/** The one text of a reference, which `parseFeatureReference` reads back. */
export function formatFeatureReference({ view, version, feature }: FeatureReference): string {
  return `${view}${version === null ? '' : `@${version}`}${feature === null ? '' : `.${feature}`}`;
}
