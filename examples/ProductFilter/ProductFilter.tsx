import { useState } from 'react';
import { SemanticSearch } from 'react-embeddings';

interface Product {
  readonly name: string;
  readonly price: number;
  readonly url: string;
}

const PRODUCTS: readonly Product[] = [
  { name: 'Rain jacket, light', price: 89, url: '#rain-jacket' },
  { name: 'Wool socks, three pairs', price: 24, url: '#wool-socks' },
  { name: 'Tent for two', price: 240, url: '#tent' },
  { name: 'Gas stove, foldable', price: 42, url: '#stove' },
  { name: 'Head torch', price: 35, url: '#head-torch' },
  { name: 'Sleeping bag, down', price: 310, url: '#sleeping-bag' },
  { name: 'Water bottle, one litre', price: 18, url: '#bottle' },
  { name: 'Hiking boots', price: 160, url: '#boots' },
];

/** Products as links, below a price. Rows hold links, so they are a list and no listbox. */
export function ProductFilter() {
  const [most, setMost] = useState(200);
  return (
    <>
      <label>
        Up to {most} €{' '}
        <input
          type="range"
          min={20}
          max={320}
          step={20}
          value={most}
          onChange={(event) => setMost(Number(event.target.value))}
        />
      </label>
      <SemanticSearch
        items={PRODUCTS}
        getText={({ name }) => name}
        filter={({ price }) => price <= most}
        results="list"
        label="Products"
        limit={4}
        loadOn="mount"
      >
        {({ item: { name, price, url } }) => (
          <a href={url}>
            {name}, {price} €
          </a>
        )}
      </SemanticSearch>
    </>
  );
}
