import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until `isSo` holds of the answer, for twenty seconds at most; fails with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (const started = performance.now(); ; await sleep(100)) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (performance.now() - started > 20_000) throw new Error(`It never came true: ${JSON.stringify(answer)}`);
  }
}
