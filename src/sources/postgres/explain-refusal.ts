import { AsofError } from '../../errors/asof-error.js';
import type { Source } from '../../definitions/model.js';

/**
 * Why Postgres refused a row, in words that show nothing from inside; `undefined` when the row is not to blame.
 * Class 22 is about values, class 23 about constraints.
 */
export function explainRefusal(error: unknown): string | undefined {
  const { code, column, constraint } = faultOf(error);
  const named = constraint === undefined ? '' : ` (constraint "${constraint}")`;
  switch (code) {
    case '23502':
      return `The column "${column ?? ''}" must have a value that is not null.`;
    case '23503':
      return `A row that this one refers to is not there${named}.`;
    case '23505':
      return `A row with the same key is there already${named}.`;
    case '23514':
      return `The row breaks a rule of its table${named}.`;
    case '22001':
      return 'A text is too long for its column.';
    case '22003':
      return 'A number is too large for its column.';
    default:
      if (code?.startsWith('23') === true) return `The row breaks a constraint of its table${named}.`;
      return code?.startsWith('22') === true ? 'A value does not fit the type of its column.' : undefined;
  }
}

/** The error that says why a table takes no rows at all, whatever is in them; `undefined` when that is not it. */
export function explainClosedTable(error: unknown, source: Source): AsofError | undefined {
  const reason = CLOSED.get(faultOf(error).code ?? '');
  if (reason === undefined) return undefined;
  return new AsofError(
    'INPUT_INVALID',
    `The table "${source.table}" of the source "${source.name}" takes no such rows: ${reason}.`,
    { source: source.name },
    { cause: error },
  );
}

const CLOSED: ReadonlyMap<string, string> = new Map([
  ['42501', 'Asof has no permission to insert into it'],
  ['55000', 'it is a view that cannot be inserted into'],
  ['42809', 'it is a view that cannot be inserted into'],
  ['0A000', 'it is a view that cannot be inserted into'],
  ['428C9', 'a column of it is generated and cannot be given a value'],
]);

interface Fault {
  readonly code?: string;
  readonly column?: string;
  readonly constraint?: string;
}

function faultOf(error: unknown): Fault {
  return error !== null && typeof error === 'object' ? (error as Fault) : {};
}
