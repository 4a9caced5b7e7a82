import type { TypeCast } from 'libpg-query';
import { AsofError } from '../errors/asof-error.js';
import { formatInstant, parseInstant } from '../time/instant.js';
import type { Conversion } from './conversion.js';
import type { InstantExpression } from './expression.js';
import type { ProblemList } from './expression-problem.js';

/**
 * The moment that `TIMESTAMPTZ '2026-03-29T01:00:00Z'` names, or `undefined` for any other cast.
 * A string that is not a time with an offset is put on the list of problems.
 */
export function parseInstantLiteral(
  cast: TypeCast,
  { at, conversion }: { at: number; conversion: Conversion },
): InstantExpression | undefined {
  const names = (cast.typeName?.names ?? []).map((each) => ('String' in each ? each.String.sval : ''));
  const isTimestamptz = names.at(-1) === 'timestamptz' && (names.length === 1 || names[0] === 'pg_catalog');
  const plain = (cast.typeName?.typmods ?? []).length === 0 && (cast.typeName?.arrayBounds ?? []).length === 0;
  const constant = cast.arg && 'A_Const' in cast.arg ? cast.arg.A_Const : undefined;
  if (!isTimestamptz || !plain || constant?.sval === undefined) return undefined;
  return (
    instantOf(constant.sval.sval ?? '', { at: conversion.offsetOf(constant.location ?? 0), list: conversion.list }) ?? {
      kind: 'instant',
      rfc3339: '',
      at,
    }
  );
}

/** The moment a string names, or `undefined` when it names none, which is then on the list of problems. */
export function instantOf(
  text: string,
  { at, list }: { at: number; list: ProblemList },
): InstantExpression | undefined {
  try {
    return { kind: 'instant', rfc3339: formatInstant(parseInstant(text)), at };
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    list.add(at, error.message);
    return undefined;
  }
}
