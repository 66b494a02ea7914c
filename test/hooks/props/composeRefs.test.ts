import { expect, test } from 'vitest';
import { composeRefs } from '../../../src/hooks/props/composeRefs.js';

test('a ref that several elements share is composed with the ref of each once', () => {
  const shared = () => {};
  const [first, second] = [() => {}, () => {}];
  const both = composeRefs(shared, first);
  const others = composeRefs(shared, second);
  expect([composeRefs(shared, first), composeRefs(shared, second)]).toEqual([both, others]);
  expect(both).not.toBe(others);
});
