import { AsofError, type Problem, refuseAll } from '../errors/asof-error.js';
import { type Column, createColumn, setValue } from '../values/column.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import { fromJson } from '../values/json.js';
import type { DefinitionVersion, Entity } from '../definitions/model.js';
import type { TrainingSetColumn } from '../registry/training-set-registry.js';
import type { Spine, SpineBlock } from './spine.js';

type JsonRow = Readonly<Record<string, unknown>>;

/**
 * Rows sent with a request as a spine: join keys by name, `eventTime`, and further columns that are kept as they are, typed by
 * what is in them. `features` are the names that are taken in the training set. Everything wrong is refused at once.
 */
export function inlineSpine(
  rows: readonly JsonRow[],
  entities: readonly DefinitionVersion<Entity>[],
  features: readonly string[],
): Spine {
  const keys = new Map<string, FeatureType>();
  for (const { definition } of entities)
    for (const { name, type } of definition.joinKeys) keys.set(name, keys.get(name) ?? type);
  const problems: Problem[] = [];
  const extras = extraColumns(rows, keys, problems);
  const columns: TrainingSetColumn[] = [
    ...[...keys].map(([name, type]): TrainingSetColumn => ({ name, type, role: 'KEY' })),
    { name: 'eventTime', type: 'DateTime', role: 'EVENT_TIME' },
    ...extras,
  ];
  for (const { name } of extras) {
    const message = whyUnusable(name, features);
    if (message !== undefined) problems.push({ code: 'INPUT_INVALID', message });
  }
  const filled = columns.map((column) => fillColumn(rows, column, problems));
  refuseAll(
    'INPUT_INVALID',
    `The spine cannot be used as it is (join keys: ${[...keys.keys()].join(', ')}; and eventTime):`,
    problems.slice(0, 50),
  );
  return spineOf(columns, entities, [toBlock(columns, filled, rows.length)]);
}

/** A spine of blocks at hand, whose columns include the join keys of `entities` by name. */
export function spineOf(
  columns: readonly TrainingSetColumn[],
  entities: readonly DefinitionVersion<Entity>[],
  blocks: Iterable<SpineBlock> | AsyncIterable<SpineBlock>,
): Spine {
  const indexOf = (name: string): number => columns.findIndex((column) => column.name === name);
  return {
    columns,
    keyIndexes: new Map(
      entities.map(({ definition }) => [definition.name, definition.joinKeys.map(({ name }) => indexOf(name))]),
    ),
    async *blocks() {
      for await (const block of blocks) if (block.rowCount > 0) yield block;
    },
  };
}

function toBlock(columns: readonly TrainingSetColumn[], filled: readonly Column[], rowCount: number): SpineBlock {
  const eventTime = columns.findIndex(({ role }) => role === 'EVENT_TIME');
  return { rowCount, columns: filled, times: filled[eventTime]?.values as Float64Array };
}

function extraColumns(
  rows: readonly JsonRow[],
  keys: ReadonlyMap<string, FeatureType>,
  problems: Problem[],
): TrainingSetColumn[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names]
    .filter((name) => name !== 'eventTime' && !keys.has(name))
    .map((name) => ({ name, type: typeOfValues(name, rows, problems), role: 'SPINE' }));
}

const LONGEST_NAME = 200;

/** Why a column cannot have a name in the files and tables that training sets are kept in. */
function whyUnusable(name: string, features: readonly string[]): string | undefined {
  const shown = JSON.stringify(name.slice(0, 40));
  if (features.includes(name)) return `The spine column ${shown} is named like a feature of the service. Rename it.`;
  const isWellFormed = name !== '' && name.length <= LONGEST_NAME && Buffer.from(name).toString() === name;
  if (isWellFormed && !name.includes('\0')) return undefined;
  return `The spine column ${shown} cannot be kept: a name is well-formed text of 1 to ${LONGEST_NAME} characters without NUL. Rename it.`;
}

function typeOfValues(name: string, rows: readonly JsonRow[], problems: Problem[]): FeatureType {
  const kinds = new Set(rows.map((row) => typeof (row[name] ?? undefined)).filter((kind) => kind !== 'undefined'));
  if (kinds.size === 0) return 'String';
  const [kind] = kinds;
  if (kinds.size === 1 && kind === 'boolean') return 'Boolean';
  if (kinds.size === 1 && kind === 'string') return 'String';
  if (kinds.size === 1 && kind === 'number') {
    const isInt = rows.every(
      (row) => row[name] === null || row[name] === undefined || ((row[name] as number) | 0) === row[name],
    );
    return isInt ? 'Int' : 'Float';
  }
  problems.push({
    code: 'INPUT_INVALID',
    message: `The spine column ${JSON.stringify(name)} holds ${[...kinds].map((each) => `${each}s`).join(' and ')}. Send numbers, texts or booleans, one kind a column.`,
  });
  return 'String';
}

function fillColumn(rows: readonly JsonRow[], { name, type, role }: TrainingSetColumn, problems: Problem[]): Column {
  const column = createColumn(type, rows.length);
  for (const [index, row] of rows.entries())
    setValue(column, index, readValue(row, index, { name, type, role, problems }));
  return column;
}

function readValue(
  row: JsonRow,
  index: number,
  { name, type, role, problems }: TrainingSetColumn & { readonly problems: Problem[] },
): Value {
  const isNeeded = role === 'EVENT_TIME' || (role === 'KEY' && !Object.hasOwn(row, name));
  if (isNeeded && (row[name] ?? null) === null) {
    problems.push({ code: 'INPUT_INVALID', message: `Row ${index} of the spine lacks ${JSON.stringify(name)}.` });
    return null;
  }
  try {
    return fromJson(row[name], type, `${JSON.stringify(name)} in row ${index} of the spine`);
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    problems.push({
      code: error.code,
      message: error.code === 'TIME_INVALID' ? `Row ${index} of the spine: ${error.message}` : error.message,
    });
    return null;
  }
}
