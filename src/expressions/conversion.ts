import type { Node } from 'libpg-query';
import type { Expression } from './expression.js';
import type { ProblemList } from './expression-problem.js';

/** What converting one node of the grammar's tree needs beside the node. */
export interface Conversion {
  readonly list: ProblemList;
  /** The offset in the author's text of a location in the tree. */
  offsetOf(location: number): number;
  /** Converts a node below; one that the grammar leaves out is NULL. */
  convert(node: Node | undefined): Expression;
}
