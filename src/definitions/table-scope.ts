import { didYouMean } from '../errors/did-you-mean.js';
import type { FeatureType } from '../values/feature-type.js';
import { parseExpression } from '../expressions/parse-expression.js';
import { quoteIdentifier, toSql } from '../expressions/to-sql.js';
import type { CheckedExpression } from '../expressions/type-expression.js';
import { checkExpression } from '../expressions/type-expression.js';
import type { DefinitionScope } from './definition-scope.js';
import type { Source } from './model.js';
import type { DefinitionProblem } from './places.js';
import type { TableColumn, TableColumns } from './table-columns.js';
import { castOf, describeUnreadable, SQL_TYPES } from './table-columns.js';

/** A source's table while definitions are resolved against it. What is wrong goes on `problems`. */
export interface TableScope {
  readonly source: Source;
  readonly problems: DefinitionProblem[];
  /** The feature type of a column, or `undefined` when it is not there or stands for no type, which is reported at `path`. */
  columnType(column: string, path: string): FeatureType | undefined;
  /** Checks an expression over the columns; `undefined` when it does not hold, which is reported within the text at `path`. */
  check(text: string, path: string): CheckedExpression | undefined;
  /** The SQL of a checked expression over the columns as the database has them, of exactly the SQL type of `type`. */
  sql(checked: CheckedExpression, type?: FeatureType): string;
}

/** The scope of a source's table; `undefined` stands for a table that is not there, against which only syntax is checked. */
export function createTableScope(source: Source, table: TableColumns | undefined, scope: DefinitionScope): TableScope {
  const problems: DefinitionProblem[] = [];
  const columns = table?.columns ?? new Map<string, TableColumn>();
  const types = new Map([...columns].flatMap(([name, { type }]) => (type === null ? [] : [[name, type] as const])));
  const missing = (column: string): string => {
    const found = columns.get(column);
    return found
      ? `The column ${JSON.stringify(column)} of the table ${JSON.stringify(source.table)} ${describeUnreadable(found.databaseType)}`
      : `The table ${JSON.stringify(source.table)} of the source "${source.name}" has no column ${JSON.stringify(column)}.${didYouMean(column, columns.keys())}`;
  };
  const codeOf = (column: string): 'SOURCE_COLUMN_NOT_FOUND' | 'DEFINITION_INVALID' =>
    columns.has(column) ? 'DEFINITION_INVALID' : 'SOURCE_COLUMN_NOT_FOUND';
  return {
    source,
    problems,
    columnType(column, path) {
      const type = types.get(column);
      if (type === undefined && table !== undefined && column !== '') {
        problems.push(scope.problem(path, missing(column), { code: codeOf(column) }));
      }
      return type;
    },
    check(text, path) {
      const origin = scope.isInText(/^\w+/.exec(path)?.[0] ?? '') ? 'written' : 'printed';
      const checked = table === undefined ? parseExpression(text, origin) : checkExpression(text, types, origin);
      if (checked.kind === 'checked') return checked;
      if (checked.kind === 'parsed') return undefined;
      for (const { code, message, offset, unknownColumn } of checked.problems) {
        const unreadable = unknownColumn !== undefined && columns.has(unknownColumn) ? unknownColumn : undefined;
        const said = unreadable === undefined ? message : missing(unreadable);
        problems.push(
          scope.problem(path, `In ${shown(text)}: ${said}`, {
            code: unreadable === undefined ? code : 'EXPRESSION_INVALID',
            offset,
          }),
        );
      }
      return undefined;
    },
    sql(checked, type = checked.type) {
      const sql = toSql(checked.expression, (name) => columnSql(name, columns.get(name)));
      const untyped = checked.expression.kind === 'string';
      return type === checked.type && !untyped ? sql : `CAST(${sql} AS ${SQL_TYPES[type]})`;
    },
  };
}

function columnSql(name: string, column: TableColumn | undefined): string {
  const cast = column && castOf(column.databaseType);
  return cast ? `CAST(${quoteIdentifier(name)} AS ${cast})` : quoteIdentifier(name);
}

function shown(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
