import { FOREVER, type Instant, type Micros } from '../time/instant.js';

/**
 * The law of time. Everything Asof answers is one question: what may be seen from here? This file is the rule; the sweep, the
 * reference join, the live read and SQL are all tested against it.
 */

/** A row version on the axes of time: when it happened, and from when until when it was what we knew. */
export interface RowVersion {
  readonly eventTime: Instant;
  readonly knownFrom: Instant;
  /** Exclusive; `FOREVER` while nothing has superseded it. */
  readonly knownTo: Instant;
}

/** What a request pretends to know: everything known at `asOf`, with hindsight or without. */
export interface Outlook {
  readonly asOf: Instant;
  readonly hindsight: boolean;
}

/**
 * How far back a feature looks: the window of an aggregate, or the ttl of a `latest`. Null lengths look back for ever. With a step
 * the far end of the window moves in whole steps since 1970 UTC, so the window is up to a step longer.
 */
export interface Span {
  readonly lengthMicros: Micros | null;
  readonly stepMicros: Micros | null;
}

/** What a spine row at `time` may know: `min(time, asOf)`, or with hindsight all that was known at `asOf`. */
export function knowledgeAt(time: Instant, outlook: Outlook): Instant {
  return outlook.hindsight ? outlook.asOf : Math.min(time, outlook.asOf);
}

/** Whether a version is what was known with `knowledge`. Known at that very instant counts, superseded at it does not. */
export function isVisible(row: RowVersion, knowledge: Instant): boolean {
  return row.knownFrom <= knowledge && knowledge < row.knownTo;
}

/** Whether an event is near enough: at `time` or before it, and after the far end of the span. */
export function isWithin(eventTime: Instant, time: Instant, span: Span): boolean {
  return eventTime <= time && eventTime > farEnd(time, span);
}

/** The far end of a span, itself outside it: `floor(time - length, step)`. */
export function farEnd(time: Instant, { lengthMicros, stepMicros }: Span): number {
  if (lengthMicros === null) return Number.NEGATIVE_INFINITY;
  const end = time - lengthMicros;
  return stepMicros === null ? end : Math.floor(end / stepMicros) * stepMicros;
}

/** Whether a spine row at `time` may see a row version: visible with what it knows, and within the span. */
export function isEligible(
  row: RowVersion,
  time: Instant,
  { outlook, span }: { readonly outlook: Outlook; readonly span: Span },
): boolean {
  return isVisible(row, knowledgeAt(time, outlook)) && isWithin(row.eventTime, time, span);
}

/** The first `time` from which a version is eligible, whatever the span; `FOREVER` when it never is. */
export function entersAt(row: RowVersion, { asOf, hindsight }: Outlook): number {
  if (row.knownFrom > asOf) return FOREVER;
  if (!hindsight) return Math.max(row.eventTime, row.knownFrom);
  return asOf < row.knownTo ? row.eventTime : FOREVER;
}

/** The first `time`, at or after it entered, at which a version is no longer eligible; `FOREVER` when it stays. */
export function leavesAt(row: RowVersion, { asOf, hindsight }: Outlook, span: Span): number {
  const superseded = hindsight || row.knownTo > asOf ? FOREVER : row.knownTo;
  return Math.min(superseded, passesOutAt(row.eventTime, span));
}

/** The first `time` at which an event lies outside the span: one length after it, counted from the next whole step. */
export function passesOutAt(eventTime: Instant, { lengthMicros, stepMicros }: Span): number {
  if (lengthMicros === null) return FOREVER;
  const counted = stepMicros === null ? eventTime : Math.ceil(eventTime / stepMicros) * stepMicros;
  return counted + lengthMicros;
}
