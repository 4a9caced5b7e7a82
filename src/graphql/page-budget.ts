import { AsofError } from '../errors/asof-error.js';

/** How many values the pages of training sets in one answer may hold together; some hundred megabytes of JSON. */
const MOST_VALUES = 5_000_000;

/** What is left for the pages of training sets of one request. */
export interface PageBudget {
  /** Throws `TOO_MANY_ROWS` when the pages of the request come to more values than one answer holds. */
  take(page: { readonly rows: number; readonly columns: number }): void;
}

/** The budget of a request that has asked for nothing yet: aliases let one request ask for any number of pages. */
export function createPageBudget(): PageBudget {
  let taken = 0;
  return {
    take: ({ rows, columns }) => {
      taken += rows * columns;
      if (taken <= MOST_VALUES) return;
      throw new AsofError(
        'TOO_MANY_ROWS',
        `The pages of this request come to more than ${MOST_VALUES.toLocaleString('en-US')} values. Ask for fewer rows at a time, or take all rows as a file: download(format: PARQUET) says where.`,
        { mostValues: MOST_VALUES },
      );
    },
  };
}
