import { AsofError } from '../errors/asof-error.js';
import { formatInstant, type Instant } from '../time/instant.js';

/** Refuses an `asOf` past `now`: what will be known then is not known yet. */
export function refuseFuture(asOf: Instant, now: Instant): void {
  if (asOf <= now) return;
  throw new AsofError(
    'AS_OF_IN_FUTURE',
    `asOf ${formatInstant(asOf)} lies ${formatAhead(asOf - now)} ahead of now (${formatInstant(now)}). Ask as of a moment that has passed.`,
    {
      asOf: formatInstant(asOf),
      now: formatInstant(now),
    },
  );
}

function formatAhead(micros: number): string {
  const units = [
    ['years', 365.25 * 86_400_000_000],
    ['days', 86_400_000_000],
    ['hours', 3_600_000_000],
    ['minutes', 60_000_000],
    ['seconds', 1_000_000],
  ] as const;
  const [unit, size] = units.find(([, each]) => micros >= 2 * each) ?? ['microseconds', 1];
  return `${Math.floor(micros / size)} ${unit}`;
}
