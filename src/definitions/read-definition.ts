import type { ObjectTypeDefinitionNode } from 'graphql';
import { didYouMean } from '../errors/did-you-mean.js';
import type { DirectiveName } from './directives.js';
import { DIRECTIVES, directiveNames, findDirective } from './directives.js';
import type { Definition } from './model.js';
import { readArguments } from './read-arguments.js';
import { readEntity } from './read-entity.js';
import { readFeatureService } from './read-feature-service.js';
import { readFeatureView } from './read-feature-view.js';
import { readLabelSet } from './read-label-set.js';
import { readModel } from './read-model.js';
import { readSource } from './read-source.js';
import type { Reading } from './reading.js';
import type { TypeReading } from './type-reading.js';

const READERS: Partial<Record<DirectiveName, (type: TypeReading) => Definition>> = {
  entity: readEntity,
  source: readSource,
  featureView: readFeatureView,
  labels: readLabelSet,
  featureService: readFeatureService,
  model: readModel,
};

/**
 * The definition that a type stands for. `undefined` when the type does not say of which kind it is; what else is wrong
 * is reported, and what could not be read stands there empty, so that rules still see the rest.
 */
export function readDefinition(node: ObjectTypeDefinitionNode, reading: Reading): Definition | undefined {
  const name = node.name.value;
  reading.locate(name, node.name);
  const [implemented] = node.interfaces ?? [];
  if (implemented)
    reading.refuse(
      implemented,
      `"${name}" implements ${implemented.name.value}; definitions implement nothing. Remove it.`,
    );
  const directive = chooseDirective(node, reading);
  const read = directive && READERS[directive.name];
  if (directive === undefined || read === undefined) return undefined;
  return read({
    node,
    name,
    description: node.description?.value ?? null,
    arguments: readArguments(directive.node, DIRECTIVES[directive.name], { path: name, reading }),
    reading,
  });
}

function chooseDirective(
  node: ObjectTypeDefinitionNode,
  reading: Reading,
): { name: DirectiveName; node: NonNullable<ObjectTypeDefinitionNode['directives']>[number] } | undefined {
  const kinds = directiveNames('type');
  let chosen: ReturnType<typeof chooseDirective>;
  let refused = false;
  for (const directive of node.directives ?? []) {
    const written = directive.name.value;
    const name = kinds.find((each) => each === written);
    if (name === undefined) {
      const stray = findDirective(written)
        ? `@${written} stands on a field, not on a type.`
        : `Unknown directive "@${written}".${didYouMean(written, kinds)}`;
      reading.refuse(directive, stray);
      refused = true;
    } else if (chosen) {
      reading.refuse(
        directive,
        `"${node.name.value}" carries @${chosen.name} and @${name}. A type carries exactly one; make two types of it.`,
      );
    } else chosen = { name, node: directive };
  }
  if (chosen === undefined && !refused) {
    reading.refuse(
      node.name,
      `"${node.name.value}" does not say what it defines. Add exactly one of ${kinds.map((kind) => `@${kind}`).join(', ')}.`,
    );
  }
  return chosen;
}
