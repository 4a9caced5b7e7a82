/** The seed of a random test: from `ASOF_TEST_SEED` when set, otherwise fresh; printed so that a failure can be replayed. */
export function seedFor(name: string): number {
  const given = process.env.ASOF_TEST_SEED;
  const seed = given === undefined ? Number(process.hrtime.bigint() % 2_147_483_647n) : Number(given);
  process.stdout.write(`seed of "${name}": ${seed}\n`);
  return seed;
}

/** A small seeded generator of numbers in [0, 1) for tests (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
