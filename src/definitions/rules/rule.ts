import type { DefinitionScope } from '../definition-scope.js';
import type { DefinitionProblem } from '../places.js';

/** What a rule looks at. */
export interface RuleContext {
  readonly scope: DefinitionScope;
  /** Names of platform types and of the fields of its queries, which definitions may not take. */
  readonly reservedNames: ReadonlySet<string>;
}

/** One rule of the language over all definitions in scope. Gives a problem for each breach. */
export type Rule = (context: RuleContext) => readonly DefinitionProblem[];
