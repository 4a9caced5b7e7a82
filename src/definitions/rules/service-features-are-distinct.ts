import { formatFeatureReference } from '../feature-reference.js';
import type { DefinitionProblem } from '../places.js';
import type { Rule } from './rule.js';

/** A service gives each feature once, whether it names it itself or through its view. */
export const serviceFeaturesAreDistinct: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    if (definition.kind !== 'FeatureService') return [];
    const first = new Map<string, string>();
    const problems: DefinitionProblem[] = [];
    for (const [index, reference] of definition.features.entries()) {
      const view = scope.findView(reference.view, reference.version);
      const names = reference.feature === null ? (view?.features ?? []).map(({ name }) => name) : [reference.feature];
      const written = formatFeatureReference(reference);
      const columns = names.map((feature) => formatFeatureReference({ ...reference, feature }));
      const twice = columns.find((column) => first.has(column));
      if (twice !== undefined) {
        const message = `"${definition.name}" has the feature "${twice}" twice: through "${first.get(twice)}" and "${written}". Keep one.`;
        problems.push(scope.problem(`${definition.name}(features)[${index}]`, message));
      }
      for (const column of columns) first.set(column, written);
    }
    return problems;
  });
