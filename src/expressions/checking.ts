import type { FeatureType } from '../values/feature-type.js';
import type { Expression } from './expression.js';
import type { ProblemList } from './expression-problem.js';
import type { StaticType } from './static-type.js';

/** A checked tree and what is known of its value. */
export interface Typed {
  readonly expression: Expression;
  readonly type: StaticType;
}

/** What the check of one node needs beside the node. */
export interface Checking {
  readonly list: ProblemList;
  /** The type of a column; reports one that is not there and gives `undefined`. */
  column(name: string, at: number): FeatureType | undefined;
  /** Checks a node below. */
  check(expression: Expression): Typed;
}
