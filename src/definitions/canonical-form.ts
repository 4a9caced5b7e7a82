import { createHash } from 'node:crypto';
import { formatDuration } from '../time/duration.js';
import { formatFeatureReference } from './feature-reference.js';
import type { Definition, Feature, HistoryLayout, LabelColumn, TypedName } from './model.js';

/** What a canonical form is made of: the resolved definition, its history, and the hashes of what it refers to, by name. */
export interface CanonicalInput {
  readonly definition: Definition;
  readonly history: HistoryLayout | null;
  readonly refersTo: Readonly<Record<string, string>>;
}

/**
 * The one text for all ways of writing a definition: JSON with sorted keys, durations in their shortest form, expressions as
 * canonical SQL. The description, owner and tags are not in it; the hashes of what it refers to and the column types it was
 * resolved against are, so that a version means one thing for ever.
 */
export function canonicalForm({ definition, history, refersTo }: CanonicalInput): string {
  return canonicalJson({ kind: definition.kind, name: definition.name, ...bodyOf(definition), history, refersTo });
}

/** SHA-256 of a canonical form, in hex. */
export function hashOf(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}

function bodyOf(definition: Definition): object {
  switch (definition.kind) {
    case 'Entity':
      return { joinKeys: definition.joinKeys.map(typedName) };
    case 'Source': {
      const { table, database, rowKey, eventTime, knownTime, changes, fields } = definition;
      return { table, database, rowKey, eventTime, knownTime, changes, fields: fields.map(typedName).sort() };
    }
    case 'FeatureView': {
      const { entity, source, on, ttlMicros, where, online, nonFinite, features } = definition;
      return {
        entity,
        source,
        on,
        ttl: duration(ttlMicros),
        where,
        online,
        nonFinite,
        features: features.map(feature),
      };
    }
    case 'LabelSet': {
      const { source, entities, labels, requests } = definition;
      return { source, entities, labels: labels.map(labelColumn), requests: requests.map(labelColumn) };
    }
    case 'FeatureService':
      return { features: definition.features.map(formatFeatureReference), labels: definition.labels };
    case 'Model': {
      const { service, predicts, algorithm, seed, hyperparameters, preprocessing } = definition;
      return { service, predicts, algorithm, seed, hyperparameters, preprocessing };
    }
  }
}

function typedName({ name, type }: TypedName): string {
  return `${name}: ${type}`;
}

function feature({ name, type, nonNull, aggregate, of, where, overMicros, stepMicros, skipNulls }: Feature): object {
  return {
    name,
    type,
    nonNull,
    aggregate,
    of,
    where,
    over: duration(overMicros),
    step: duration(stepMicros),
    skipNulls,
  };
}

function labelColumn({ name, type, nonNull, of }: LabelColumn): object {
  return { name, type, nonNull, of };
}

function duration(micros: number | null): string | null {
  return micros === null ? null : formatDuration(micros);
}

/** JSON with the members of every object in order of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
