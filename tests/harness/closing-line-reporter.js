import { writeFileSync } from 'node:fs';

/**
 * Ends a test run with one line, such as `812 passed, 0 failed`, after everything else that Jest has to say. A file that
 * does not load counts as a failure. The same line is written to the file that `ASOF_TEST_SUMMARY` names.
 */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${results.numPassedTests} passed, ${failed} failed\n`;
    const file = process.env.ASOF_TEST_SUMMARY;
    if (file) writeFileSync(file, line);
    process.once('exit', () => process.stdout.write(line));
  }
}
