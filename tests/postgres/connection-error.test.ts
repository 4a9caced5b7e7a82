import { describe, expect, test } from '@jest/globals';
import { AsofError } from '../../src/errors/asof-error.js';
import { isConnectionError, toDatabaseError } from '../../src/postgres/connection-error.js';

function errorWith(code: string, message = 'connect ECONNREFUSED 10.0.0.7:5432 as me/hunter2'): Error {
  return Object.assign(new Error(message), { code });
}

describe('the fault of a connection', () => {
  test.each([
    ['ECONNREFUSED', 'nothing answers there'],
    ['ENOTFOUND', 'no machine has that name'],
    ['EAI_AGAIN', 'the name of its machine cannot be looked up now'],
    ['ECONNRESET', 'the network says ECONNRESET'],
    ['EHOSTUNREACH', 'the network says EHOSTUNREACH'],
    ['57P01', 'it was shut down'],
    ['57P02', 'it crashed'],
    ['57P03', 'it is starting up or shutting down'],
    ['53300', 'it has no connection left to give'],
    ['3D000', 'there is no database of that name'],
    ['28P01', 'it refused the user or the password'],
    ['25006', 'it takes no writes, like a standby'],
    ['08006', 'the connection broke'],
    ['08P01', 'the connection broke'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['CERT_HAS_EXPIRED', 'its certificate is not trusted (CERT_HAS_EXPIRED)'],
  ])('%s means that %s', (code, reason) => {
    const found = toDatabaseError(errorWith(code));
    expect(found).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: `Postgres cannot be reached: ${reason}. Start Postgres or correct DATABASE_URL; the request may be sent again.`,
      details: {},
    });
    expect(isConnectionError(errorWith(code))).toBe(true);
  });

  test.each([
    ['Connection terminated unexpectedly', 'the connection was lost'],
    ['Connection terminated due to connection timeout', 'it did not answer in time'],
    ['timeout expired', 'it did not answer in time'],
    ['Query read timeout', 'it did not answer in time'],
    ['timeout exceeded when trying to connect', 'no connection of the pool came free in time'],
    ['Client has encountered a connection error and is not queryable', 'the connection was lost'],
    ['The server does not support SSL connections', 'the connection was lost'],
    ['Cannot use a pool after calling end on the pool', 'the connection was lost'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'it asks for a password, and there is none'],
  ])('may be in words of the driver alone: %s', (message, reason) => {
    expect(toDatabaseError(new Error(message))).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining(`: ${reason}.`),
    });
  });

  test('is told without host, user or password, and keeps the original for the log', () => {
    const original = errorWith('ECONNREFUSED');
    const found = toDatabaseError(original) as AsofError;
    expect(found.cause).toBe(original);
    expect(`${found.message}${JSON.stringify(found.details)}`).not.toMatch(/10\.0\.0\.7|hunter2|5432/);
  });
});

describe('any other error', () => {
  test.each([
    ['a row that is there already', errorWith('23505')],
    ['a table that is not', errorWith('42P01')],
    ['a statement that took too long', errorWith('57014', 'canceling statement due to statement timeout')],
    ['a code that only begins alike', errorWith('080')],
    ['words about a timeout from elsewhere', new Error('The lock timeout expired')],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['one of ours', new AsofError('INPUT_INVALID', 'Connection terminated')],
    ['a text', 'ECONNREFUSED'],
    ['an object that looks like an error', { code: 'ECONNREFUSED' }],
    ['nothing', undefined],
  ])('comes back as it is: %s', (_what, error) => {
    expect(toDatabaseError(error)).toBe(error);
    expect(isConnectionError(error)).toBe(false);
  });

  test('is not wrapped twice when it is a fault already', () => {
    const once = toDatabaseError(errorWith('57P01'));
    expect(toDatabaseError(once)).toBe(once);
    expect(isConnectionError(once)).toBe(true);
  });
});
