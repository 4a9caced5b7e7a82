/** A whole number with separators: `3,000,000`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** How many a second, the digits that mean something: `9,700`, `309,000`. */
export function formatRate(count: number, seconds: number): string {
  const rate = count / Math.max(seconds, 0.001);
  return formatCount(Number(rate.toPrecision(rate < 10_000 ? 2 : 3)));
}

/** A length of time for people: `320 ms`, `4.2 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 89.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
