import type { ASTNode } from 'graphql';
import type { ErrorCode } from '../errors/catalogue.js';
import type { DefinitionProblem, Place } from './places.js';
import { placeOf, problemAt } from './places.js';

/** The reading of one text: where problems and places are gathered, so that all problems are reported together. */
export interface Reading {
  readonly problems: DefinitionProblem[];
  readonly locations: Map<string, Place>;
  /** Reports a problem at a node. */
  refuse(node: ASTNode, message: string, code?: ErrorCode): void;
  /** Remembers where the thing at a path stands. */
  locate(path: string, node: ASTNode): void;
}

/** Starts the reading of the text named `file`. */
export function startReading(file: string | null): Reading {
  const problems: DefinitionProblem[] = [];
  const locations = new Map<string, Place>();
  return {
    problems,
    locations,
    refuse(node, message, code = 'DEFINITION_INVALID') {
      problems.push(problemAt(placeOf(node, file), { code, message }));
    },
    locate(path, node) {
      locations.set(path, placeOf(node, file));
    },
  };
}
