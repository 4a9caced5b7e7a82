import { describe, expect, test } from '@jest/globals';
import { freshDatabase } from '../harness/postgres.js';
import { quoteIdentifier, quoteLiteral, quoteTable, splitTableName } from '../../src/postgres/identifier.js';

describe('quoting', () => {
  test('names, tables and texts reach Postgres as they are, whatever is in them', async () => {
    const { pool, drop } = await freshDatabase('quoting');
    try {
      const name = `a"b'; DROP TABLE x; -- é\\`;
      await pool.query(`CREATE SCHEMA ${quoteIdentifier('S.1')}`);
      await pool.query(
        `CREATE TABLE ${quoteIdentifier('S.1')}.${quoteIdentifier(name)} (${quoteIdentifier(name)} text)`,
      );
      await pool.query(
        `INSERT INTO ${quoteTable(`"S.1"."${name.replaceAll('"', '""')}"`)} VALUES (${quoteLiteral(name)})`,
      );
      const { rows } = await pool.query(`SELECT * FROM ${quoteIdentifier('S.1')}.${quoteIdentifier(name)}`);
      expect(rows).toEqual([{ [name]: name }]);
    } finally {
      await drop();
    }
  });

  test('a table name is one or two parts that keep their case', () => {
    expect(splitTableName('flights')).toEqual(['flights']);
    expect(splitTableName('Public.Flights')).toEqual(['Public', 'Flights']);
    expect(splitTableName('"a.b"."c""d"')).toEqual(['a.b', 'c"d']);
    expect(quoteTable('public.my table')).toBe('"public"."my table"');
  });

  test.each(['', '.', 'a.', '.a', 'a..b', 'a.b.c', 'a"b', '""', 'a."b'])(
    'refuses %j as the name of a table',
    (table) => {
      expect(() => quoteTable(table)).toThrow('is not the name of a table');
    },
  );

  test('refuses a zero byte, which would end the text early', () => {
    expect(() => quoteLiteral('a\0b')).toThrow('zero byte');
    expect(() => quoteIdentifier('a\0b')).toThrow('zero byte');
    expect(() => quoteIdentifier('')).toThrow('must not be empty');
  });
});
