import { expect, test } from 'vitest';
import { mergeProps } from '../../src/hooks/mergeProps.js';

test('of two values the part’s counts, and what only one has stays', () => {
  expect(mergeProps({ id: 'theirs', title: 'A' }, { id: 'ours', role: 'option' })).toEqual({
    id: 'ours',
    title: 'A',
    role: 'option',
  });
});

test('of two handlers both run, the app’s first, unless that prevents it', () => {
  const calls: string[] = [];
  const { onClick } = mergeProps(
    { onClick: () => calls.push('theirs') },
    { onClick: () => calls.push('ours') },
  ) as { onClick: (event: object) => void };
  onClick({});
  onClick({ defaultPrevented: true });
  expect(calls).toEqual(['theirs', 'ours', 'theirs']);
});
