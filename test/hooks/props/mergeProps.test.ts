import { expect, test } from 'vitest';
import { mergeProps } from '../../../src/hooks/props/mergeProps.js';

test('of two values the part’s counts, and what only one has stays', () => {
  expect(mergeProps({ id: 'theirs', title: 'A' }, { id: 'ours', role: 'option' })).toEqual({
    id: 'ours',
    title: 'A',
    role: 'option',
  });
});

test('what the app has counts more than a default, unless it is undefined', () => {
  const app = { title: 'theirs', lang: undefined };
  expect(mergeProps(app, { role: 'option' }, { title: 'default', lang: 'en' } as object)).toEqual({
    title: 'theirs',
    lang: 'en',
    role: 'option',
  });
});

test('of two refs both get the element, and both lose it', () => {
  const object: { current: unknown } = { current: null };
  const got: unknown[] = [];
  const own = (element: unknown) => void got.push(element);
  const { ref } = mergeProps({ ref: object }, { ref: own }) as unknown as { ref: (element: unknown) => void };
  ref('element');
  expect([object.current, got]).toEqual(['element', ['element']]);
  ref(null);
  expect([object.current, got]).toEqual([null, ['element', null]]);
});

test('the same two refs are one and the same, so that React does not call it at each render', () => {
  const [app, part] = [{ ref: () => {} }, { ref: () => {} }];
  expect(mergeProps(app, part).ref).toBe(mergeProps(app, part).ref);
  expect(mergeProps(app, part).ref).not.toBe(mergeProps({ ref: () => {} }, part).ref);
});

test('a ref that returns what ends it is ended by that', () => {
  const calls: unknown[] = [];
  const app = {
    ref: (element: unknown) => {
      calls.push(element);
      return () => void calls.push('ended');
    },
  };
  const { ref } = mergeProps(app, { ref: () => {} }) as { ref: (element: unknown) => void };
  ref('element');
  ref(null);
  expect(calls).toEqual(['element', 'ended']);
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
