import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createClosingStack } from '../../src/app/closing-stack.js';
import { recent } from '../../src/app/recent.js';

describe('a closing stack', () => {
  test('with nothing in it closes', async () => {
    await expect(createClosingStack().close()).resolves.toBeUndefined();
  });

  test('gives back what is added, so that opening and noting are one line', () => {
    const opened = { name: 'pool' };
    expect(createClosingStack().add(opened, async () => undefined)).toBe(opened);
  });

  test('waits for each before it closes what lies under it', async () => {
    const steps: string[] = [];
    const stack = createClosingStack();
    for (const name of ['pool', 'server']) {
      stack.add(name, async () => {
        steps.push(`${name} begins`);
        await sleep(2);
        steps.push(`${name} ends`);
      });
    }
    await stack.close();
    expect(steps).toEqual(['server begins', 'server ends', 'pool begins', 'pool ends']);
  });

  test('goes on past one that throws at once, and one that rejects, and tells the first', async () => {
    const closed: string[] = [];
    const stack = createClosingStack();
    stack.add('a', async () => void closed.push('a'));
    stack.add('b', async () => {
      throw new Error('b is stuck');
    });
    stack.add('c', () => {
      throw new Error('c throws at once');
    });
    stack.add('d', async () => void closed.push('d'));
    await expect(stack.close()).rejects.toThrow('c throws at once');
    expect(closed).toEqual(['d', 'a']);
  });

  test('tells its failure to everybody who closes it, and tries nothing twice', async () => {
    let tried = 0;
    const stack = createClosingStack();
    stack.add('a', async () => {
      tried += 1;
      throw new Error('stuck');
    });
    const both = await Promise.allSettled([stack.close(), stack.close()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(stack.close()).rejects.toThrow('stuck');
    expect(tried).toBe(1);
  });

  test('closes also what is opened while it closes', async () => {
    const closed: string[] = [];
    const stack = createClosingStack();
    stack.add('a', async () => void closed.push('a'));
    stack.add('b', async () => {
      stack.add('late', async () => void closed.push('late'));
    });
    await stack.close();
    expect(closed).toEqual(['late', 'a']);
  });
});

/** A source of answers that are given when the test says so. */
function asked() {
  const questions: { key: string; answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  const read = (key: string) =>
    new Promise<string>((answer, fail) => {
      questions.push({ key, answer, fail });
    });
  return { questions, read };
}

describe('what has been read a short while ago', () => {
  test('is shared by those who ask at once, key by key', async () => {
    const { questions, read } = asked();
    const kept = recent(read, 60_000);
    const all = [kept.read('a'), kept.read('b'), kept.read('a')];
    expect(questions.map(({ key }) => key)).toEqual(['a', 'b']);
    for (const { key, answer } of questions) answer(key.toUpperCase());
    expect(await Promise.all(all)).toEqual(['A', 'B', 'A']);
    expect(await kept.read('a')).toBe('A');
    expect(questions).toHaveLength(2);
  });

  test('is read anew once it is too old', async () => {
    let reads = 0;
    const kept = recent(async () => (reads += 1), 5);
    expect(await kept.read('a')).toBe(1);
    await sleep(12);
    expect(await kept.read('a')).toBe(2);
  });

  test('is never kept when it may be no time old at all', async () => {
    let reads = 0;
    const kept = recent(async () => (reads += 1), 0);
    expect([await kept.read('a'), await kept.read('a')]).toEqual([1, 2]);
  });

  test('fails for all who share the read, and the next one asks again', async () => {
    const { questions, read } = asked();
    const kept = recent(read, 60_000);
    const both = Promise.allSettled([kept.read('a'), kept.read('a')]);
    questions[0]?.fail(new Error('away'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = kept.read('a');
    questions[1]?.answer('back');
    expect(await again).toBe('back');
    expect(questions).toHaveLength(2);
  });

  test('is forgotten when told, also what is being read at that moment', async () => {
    const { questions, read } = asked();
    const kept = recent(read, 60_000);
    const before = kept.read('a');
    kept.forget();
    const after = kept.read('a');
    questions[1]?.answer('new');
    questions[0]?.answer('old');
    expect([await before, await after, await kept.read('a')]).toEqual(['old', 'new', 'new']);
  });

  test('stays when an older read, forgotten meanwhile, fails late', async () => {
    const { questions, read } = asked();
    const kept = recent(read, 60_000);
    const before = kept.read('a');
    kept.forget();
    const after = kept.read('a');
    questions[1]?.answer('new');
    await after;
    questions[0]?.fail(new Error('late'));
    await expect(before).rejects.toThrow('late');
    expect(await kept.read('a')).toBe('new');
    expect(questions).toHaveLength(2);
  });
});
