import { expect, test } from 'vitest';
import { emptyQueryHits } from '../../../src/hooks/combobox/emptyQueryHits.js';

interface Product {
  readonly name: string;
  readonly brand: string;
}
const products: readonly Product[] = [{ name: 'lamp', brand: 'Lux' }];

test('a row has the text of its item, and those of its fields, without matches', () => {
  const fields = { brand: { getText: ({ brand }: Product) => brand } };
  expect(emptyQueryHits(products, { getText: ({ name }) => name, fields })).toEqual([
    {
      item: products[0],
      id: 'lamp',
      score: 0,
      text: 'lamp',
      textLength: 4,
      matches: [],
      fields: { brand: { text: 'Lux', textLength: 3, matches: [] } },
    },
  ]);
});

test('an item of which nobody says the text has none, so an app may give any', () => {
  expect(emptyQueryHits(products, {})).toEqual([{ item: products[0], id: '0', score: 0, matches: [] }]);
});
