import type { DefinitionNode, DocumentNode } from 'graphql';
import { GraphQLError, Kind, parse, Source } from 'graphql';
import { refuseAll } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import { directiveNames, findDirective } from './directives.js';
import type { Definition } from './model.js';
import type { DefinitionProblem, Locations, Place } from './places.js';
import { problemAt } from './places.js';
import { readDefinition } from './read-definition.js';
import type { Reading } from './reading.js';
import { startReading } from './reading.js';

/** A text of definitions. The name, such as that of its file, goes into messages. */
export interface NamedSdl {
  readonly name: string;
  readonly sdl: string;
}

/** Definitions with the places where they stand. */
export interface ParsedDefinitions {
  readonly definitions: readonly Definition[];
  readonly locations: Locations;
}

/** What can be read of texts that may be wrong. */
export interface ReadDefinitions extends ParsedDefinitions {
  readonly problems: readonly DefinitionProblem[];
  /** The names of types with a problem: their definitions may lack parts, or be missing. */
  readonly broken: ReadonlySet<string>;
}

const MOST_TOKENS = 200_000;

/**
 * Reads definitions, and throws `DEFINITIONS_INVALID` with every problem at once. Only what can be said from the text
 * alone is looked at; whether names exist and expressions hold is for `resolveDefinitions`.
 */
export function parseDefinitions(sdl: string | readonly NamedSdl[]): ParsedDefinitions {
  const { definitions, locations, problems } = readDefinitions(sdl);
  refuseAll('DEFINITIONS_INVALID', describeProblems(problems.length), problems);
  return { definitions, locations };
}

/** Reads definitions and gives the problems with them, so that `resolveDefinitions` can report these and its own together. */
export function readDefinitions(sdl: string | readonly NamedSdl[]): ReadDefinitions {
  const texts = typeof sdl === 'string' ? [{ name: null, sdl }] : sdl;
  const definitions: Definition[] = [];
  const locations = new Map<string, Place>();
  const problems: DefinitionProblem[] = [];
  const broken = new Set<string>();
  for (const text of texts) {
    const reading = startReading(text.name);
    for (const node of parseText(text.sdl, text.name, reading))
      readNode(node, { reading, definitions, locations, broken });
    problems.push(...reading.problems);
    for (const [path, place] of reading.locations) if (!locations.has(path)) locations.set(path, place);
  }
  return { definitions, locations, problems, broken };
}

/** The first line of an error that lists the problems of definitions. */
export function describeProblems(count: number): string {
  return count === 1 ? 'The definitions have a problem:' : `The definitions have ${count} problems:`;
}

function parseText(sdl: string, name: string | null, reading: Reading): DocumentNode['definitions'] {
  if (sdl.split(/\r\n|[\n\r]/).every((line) => /^\s*(#|$)/.test(line))) return [];
  try {
    return parse(new Source(sdl, name ?? 'definitions'), { maxTokens: MOST_TOKENS }).definitions;
  } catch (error) {
    const { line = 1, column = 1 } = error instanceof GraphQLError ? (error.locations?.[0] ?? {}) : {};
    const message = `The text is not GraphQL: ${whyUnreadable(error)}`;
    reading.problems.push(
      problemAt({ file: name, line, column, at: () => ({ line, column }) }, { code: 'SYNTAX_INVALID', message }),
    );
    return [];
  }
}

/** The parser calls itself for every level of nesting, so a text that nests thousands deep exhausts the stack. */
function whyUnreadable(error: unknown): string {
  if (error instanceof GraphQLError) return error.message.replace(/^Syntax Error: /, '');
  if (error instanceof RangeError) return 'it nests brackets too deeply. Write flat lists.';
  throw error;
}

interface Gathered {
  readonly reading: Reading;
  readonly definitions: Definition[];
  readonly locations: ReadonlyMap<string, Place>;
  readonly broken: Set<string>;
}

function readNode(node: DefinitionNode, { reading, definitions, locations, broken }: Gathered): void {
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) {
    refuseNode(node, reading, broken);
    return;
  }
  const name = node.name.value;
  const earlier = reading.locations.get(name) ?? locations.get(name);
  if (earlier) {
    const where = `line ${earlier.line}${earlier.file === null ? '' : ` of ${earlier.file}`}`;
    reading.refuse(node.name, `"${name}" is defined twice; the first time on ${where}. Rename or remove one.`);
    return;
  }
  const before = reading.problems.length;
  const definition = readDefinition(node, reading);
  if (definition) definitions.push(definition);
  if (reading.problems.length > before) broken.add(name);
}

function refuseNode(node: DefinitionNode, reading: Reading, broken: Set<string>): void {
  if ('name' in node && node.name) broken.add(node.name.value);
  const unknown = ('directives' in node ? (node.directives ?? []) : []).filter(
    ({ name }) => !findDirective(name.value),
  );
  for (const directive of unknown) {
    const name = directive.name.value;
    reading.refuse(directive, `Unknown directive "@${name}".${didYouMean(name, directiveNames('type'))}`);
  }
  if (unknown.length > 0) return;
  const found = node.kind
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(' definition', '');
  const kinds = directiveNames('type').map((kind) => `@${kind}`);
  reading.refuse(
    node,
    `Found ${/^[aeio]/.test(found) ? 'an' : 'a'} ${found}. A definition is a type with one of ${kinds.join(', ')}.`,
  );
}
