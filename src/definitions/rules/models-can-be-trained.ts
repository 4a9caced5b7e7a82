import { didYouMean } from '../../errors/did-you-mean.js';
import type { FeatureType } from '../../values/feature-type.js';
import type { DefinitionScope } from '../definition-scope.js';
import type { FeatureService, Model } from '../model.js';
import type { DefinitionProblem } from '../places.js';
import type { Rule } from './rule.js';

const TAKEN: readonly FeatureType[] = ['Int', 'BigInt', 'Float', 'Decimal', 'Boolean'];

/** A model predicts a Boolean label of its service's label set, from features that are numbers or Booleans. */
export const modelsCanBeTrained: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    const service = definition.kind === 'Model' ? scope.findKind('FeatureService', definition.service) : undefined;
    if (definition.kind !== 'Model' || service === undefined || scope.isBroken(service.name)) return [];
    return [...refuseLabel(definition, service, scope), ...refuseFeatures(definition, service, scope)];
  });

function refuseLabel(model: Model, service: FeatureService, scope: DefinitionScope): DefinitionProblem[] {
  if (service.labels === null) {
    return [
      scope.problem(
        `${model.name}(service)`,
        `The service "${service.name}" of the model "${model.name}" has no labels, and there is nothing to learn from. Give it labels.`,
      ),
    ];
  }
  const labels = scope.findKind('LabelSet', service.labels);
  if (labels === undefined || scope.isBroken(labels.name) || model.predicts === '') return [];
  const label = labels.labels.find(({ name }) => name === model.predicts);
  const path = `${model.name}(predicts)`;
  if (label === undefined) {
    const hint = didYouMean(
      model.predicts,
      labels.labels.map(({ name }) => name),
    );
    return [
      scope.problem(
        path,
        `The label set "${labels.name}" has no label "${model.predicts}" for "${model.name}" to predict.${hint}`,
        { code: 'DEFINITION_UNKNOWN_NAME' },
      ),
    ];
  }
  if (label.type === 'Boolean') return [];
  return [
    scope.problem(
      path,
      `"${model.name}" predicts "${label.name}", which is ${label.type}; LOGISTIC_REGRESSION predicts a Boolean label.`,
    ),
  ];
}

function refuseFeatures(model: Model, service: FeatureService, scope: DefinitionScope): DefinitionProblem[] {
  return service.features.flatMap(({ view, version, feature }) =>
    (scope.findView(view, version)?.features ?? [])
      .filter(({ name, type }) => (feature === null || feature === name) && !TAKEN.includes(type))
      .map(({ name, type }) =>
        scope.problem(
          `${model.name}(service)`,
          `The model "${model.name}" would look at the feature "${view}.${name}", which is ${type}; a model takes ${TAKEN.join(', ')}. Leave it out of the service "${service.name}".`,
        ),
      ),
  );
}
