import { expect, test } from 'vitest';
import { propsOf } from '../../.storybook/propsOf.js';

const SOURCE = `
/** Props of a part. */
export interface PartProps<T> extends Others {
  readonly hit: SearchHit<T>;
  /**
   * How many characters it has at most,
   * in UTF-16 units; see {@link Excerpt}.
   * @default 200
   */
  readonly maxLength?: number | undefined;
  /** Renders it. */
  readonly children: (hit: { readonly id: string; readonly item: T }) => void;
}
export type Later = Others & {
  /** Of the later one. */
  readonly last?: string;
};
`;

test('the props of a type are read with their sentences, types and defaults', () => {
  expect(propsOf(SOURCE, 'PartProps').map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ['hit', true],
    ['maxLength', false],
    ['children', true],
  ]);
  expect(propsOf(SOURCE, 'PartProps')[1]).toEqual({
    name: 'maxLength',
    isRequired: false,
    type: 'number',
    text: 'How many characters it has at most, in UTF-16 units; see Excerpt.',
    default: '200',
  });
  expect(propsOf(SOURCE, 'Later').map(({ text }) => text)).toEqual(['Of the later one.']);
  expect(() => propsOf(SOURCE, 'Missing')).toThrow('There is no type Missing.');
});
