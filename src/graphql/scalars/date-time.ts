import { GraphQLScalarType, Kind } from 'graphql';
import { AsofError } from '../../errors/asof-error.js';
import { formatInstant, type Instant, parseInstant } from '../../time/instant.js';

/** `DateTime`: RFC 3339 text outside, an `Instant` inside. A time without an offset is `TIME_INVALID`. */
export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description:
    'A moment as RFC 3339 text with an offset, to the microsecond, like "2026-03-29T01:00:00.250000Z". A time without an offset is refused. Answers are in UTC with six decimals.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (instant) => formatInstant(instant as Instant),
  parseValue: readMoment,
  parseLiteral: (node) => readMoment(node.kind === Kind.STRING ? node.value : undefined),
});

function readMoment(value: unknown): Instant {
  if (typeof value === 'string') return parseInstant(value);
  throw new AsofError('TIME_INVALID', 'A DateTime must be text in quotes with an offset, like "2026-03-29T01:00:00Z".');
}
