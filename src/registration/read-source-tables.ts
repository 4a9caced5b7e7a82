import { AsofError, refuseAll } from '../errors/asof-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { Source } from '../definitions/model.js';
import type { ReadDefinitions } from '../definitions/parse-definitions.js';
import { describeProblems } from '../definitions/parse-definitions.js';
import type { DefinitionProblem } from '../definitions/places.js';
import { problemAt } from '../definitions/places.js';
import type { TableColumns } from '../definitions/table-columns.js';
import type { SourceCatalog } from '../sources/source-catalog.js';

/** The argument of `@source` that is wrong when its table is refused with a code. */
const ARGUMENTS: ReadonlyMap<ErrorCode, string> = new Map([
  ['SOURCE_DATABASE_NOT_FOUND', 'database'],
  ['SOURCE_TABLE_NOT_FOUND', 'table'],
]);

/**
 * The tables of sources, by the source's name; a table that is not there is left out. A database that is not configured is
 * a problem of the text, reported with those found while reading it: what else is wrong cannot be said without the table.
 */
export async function readSourceTables(
  catalog: SourceCatalog,
  sources: readonly Source[],
  read: ReadDefinitions,
): Promise<ReadonlyMap<string, TableColumns>> {
  const tables = new Map<string, TableColumns>();
  const problems: DefinitionProblem[] = [];
  for (const source of sources) {
    try {
      const table = await catalog.readTable(source.database, source.table);
      if (table !== undefined) tables.set(source.name, table);
    } catch (error) {
      if (!(error instanceof AsofError)) throw error;
      const argument = ARGUMENTS.get(error.code);
      if (argument === undefined) throw error;
      const place = read.locations.get(`${source.name}(${argument})`) ?? read.locations.get(source.name);
      problems.push(problemAt(place, { code: error.code, message: error.message }));
    }
  }
  if (problems.length === 0) return tables;
  const all = [...read.problems, ...problems];
  refuseAll('DEFINITIONS_INVALID', describeProblems(all.length), all);
  return tables;
}
