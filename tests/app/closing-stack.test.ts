import { expect, test } from '@jest/globals';
import { createClosingStack } from '../../src/app/closing-stack.js';

test('closes the last opened first', async () => {
  const closed: string[] = [];
  const stack = createClosingStack();
  for (const name of ['a', 'b', 'c']) stack.add(name, async () => void closed.push(name));
  await stack.close();
  expect(closed).toEqual(['c', 'b', 'a']);
});

test('closes everything even when some of it fails, and tells the first failure', async () => {
  const closed: string[] = [];
  const stack = createClosingStack();
  stack.add('a', async () => void closed.push('a'));
  stack.add('b', () => Promise.reject(new Error('b is stuck')));
  stack.add('c', async () => void closed.push('c'));
  await expect(stack.close()).rejects.toThrow('b is stuck');
  expect(closed).toEqual(['c', 'a']);
});

test('closes once however often it is asked to', async () => {
  let closed = 0;
  const stack = createClosingStack();
  stack.add('a', async () => void (closed += 1));
  await Promise.all([stack.close(), stack.close()]);
  await stack.close();
  expect(closed).toBe(1);
});
