/**
 * The near misses of `name` as a sentence with a leading space: ` Did you mean "AirportDelays"?`, or ` Known: …` when
 * nothing is near and there is little to list, or nothing at all.
 */
export function didYouMean(name: string, known: Iterable<string>): string {
  const all = [...new Set(known)].sort();
  const near = nearest(name, all);
  if (near.length > 0) return ` Did you mean ${near.map((each) => JSON.stringify(each)).join(' or ')}?`;
  if (all.length === 0 || all.length > 8) return '';
  return ` Known: ${all.map((each) => JSON.stringify(each)).join(', ')}.`;
}

function nearest(name: string, known: readonly string[]): string[] {
  const limit = Math.max(1, Math.floor(name.length * 0.4));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance, of at most the first 80 characters. */
function editDistance(a: string, b: string): number {
  const left = a.slice(0, 80);
  const right = b.slice(0, 80);
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = (previous[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] as number) + 1, (current[j - 1] as number) + 1, substitution));
    }
    previous = current;
  }
  return previous[right.length] as number;
}
