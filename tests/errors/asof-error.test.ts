import { describe, expect, test } from '@jest/globals';
import { AsofError, refuseAll } from '../../src/errors/asof-error.js';
import { isForClients, toPublicError } from '../../src/errors/public-error.js';

describe('AsofError', () => {
  test('is an error with a code, a sentence and details', () => {
    const cause = new Error('below');
    const error = new AsofError('INPUT_INVALID', 'Wrong.', { field: 'a' }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message, error.details, error.cause]).toEqual([
      'AsofError',
      'INPUT_INVALID',
      'Wrong.',
      { field: 'a' },
      cause,
    ]);
    expect(new AsofError('INTERNAL', 'Wrong.').details).toEqual({});
  });
});

describe('refuseAll', () => {
  test('does nothing without problems', () => {
    expect(() => refuseAll('DEFINITIONS_INVALID', 'Problems:', [])).not.toThrow();
  });

  test('lists every problem, with its place where there is one', () => {
    const problems = [
      { code: 'SYNTAX_INVALID', message: 'One.', line: 3, column: 7 },
      { code: 'SYNTAX_INVALID', message: 'Two.', line: 4 },
      { code: 'DEFINITION_INVALID', message: 'Three.' },
    ] as const;
    expect(() => refuseAll('DEFINITIONS_INVALID', 'Problems:', problems)).toThrow(
      expect.objectContaining({
        code: 'DEFINITIONS_INVALID',
        message: 'Problems:\n  3:7 One.\n  4:1 Two.\n  Three.',
        details: { problems },
      }) as unknown as Error,
    );
  });
});

describe('toPublicError', () => {
  test('shows what was written for clients, as JSON, with the status of the catalogue', () => {
    const error = new AsofError('MODEL_NOT_FOUND', 'No model.', { big: 2n ** 60n, name: 'x', missing: undefined });
    expect(toPublicError(error, 'id')).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: 'No model.',
      details: { big: '1152921504606846976', name: 'x' },
      status: 404,
    });
    expect(isForClients(error)).toBe(true);
  });

  test.each([
    new Error('SELECT secret FROM host'),
    new AsofError('INTERNAL', 'SELECT secret FROM host', { secret: 1 }),
    'SELECT secret',
    undefined,
  ])('shows nothing of anything else but an error id', (error) => {
    const shown = toPublicError(error, 'e-17');
    expect(isForClients(error)).toBe(false);
    expect([shown.code, shown.status, shown.details]).toEqual(['INTERNAL', 500, { errorId: 'e-17' }]);
    expect(shown.message).toContain('e-17');
    expect(JSON.stringify(shown)).not.toContain('secret');
  });
});
