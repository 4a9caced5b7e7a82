import type { ErrorCode } from './catalogue.js';

/** One thing wrong with what was asked. `line` and `column` count from 1 and are there when the input is text. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * Every refusal and failure that a user may see. The message says what was asked, what was found and what to do;
 * `details` says the same as data. Nothing from inside (SQL, stack, host, path) belongs in either.
 */
export class AsofError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AsofError';
  }
}

/** Throws one error that lists all `problems`; does nothing when there are none. */
export function refuseAll(code: ErrorCode, intro: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${place(problem)}${problem.message}`);
  throw new AsofError(code, `${intro}\n${lines.join('\n')}`, { problems });
}

function place({ line, column }: Problem): string {
  return line === undefined ? '' : `${line}:${column ?? 1} `;
}
