import type { CSSProperties } from 'react';
import { Excerpt, Highlight, SemanticSearch } from 'react-embeddings';
import { PRODUCTS, type Product } from './products.js';
import { useUrlState } from './useUrlState.js';
import './ProductCatalog.css';

const KINDS = [...new Set(PRODUCTS.map(({ kind }) => kind))];
const PRICES = { any: Number.POSITIVE_INFINITY, low: 50, middle: 150 };
const EURO = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });

/** Products below kinds and a price. What is chosen stands in the page’s address. Rows hold links, so they are a list. */
export function ProductCatalog() {
  const [params, change] = useUrlState();
  const kinds = params.getAll('kind');
  const price = params.get('price') ?? 'any';
  const isCheap = (product: Product) => product.price <= (PRICES[price as keyof typeof PRICES] ?? PRICES.any);
  const isOfKind = ({ kind }: Product) => kinds.length === 0 || kinds.includes(kind);
  const toggle = (kind: string, isOn: boolean) =>
    change((next) => {
      next.delete('kind');
      for (const each of isOn ? [...kinds, kind] : kinds.filter((other) => other !== kind))
        next.append('kind', each);
    });
  return (
    <div className="catalog">
      <form aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        <fieldset>
          <legend>Kind</legend>
          {KINDS.map((kind) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={kinds.includes(kind)}
                onChange={({ target }) => toggle(kind, target.checked)}
              />
              {kind}
              <bdi>{PRODUCTS.filter((product) => product.kind === kind && isCheap(product)).length}</bdi>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>Price</legend>
          {Object.entries(PRICES).map(([name, most]) => (
            <label key={name}>
              <input
                type="radio"
                name="price"
                checked={price === name}
                onChange={() => change((next) => next.set('price', name))}
              />
              {name === 'any' ? 'Any price' : `Up to ${EURO.format(most)}`}
              <bdi>{PRODUCTS.filter((product) => isOfKind(product) && product.price <= most).length}</bdi>
            </label>
          ))}
        </fieldset>
      </form>
      <SemanticSearch
        items={PRODUCTS}
        getId={({ id }) => id}
        getText={({ about }) => about}
        fields={{ title: { getText: ({ name }) => name } }}
        filter={(product) => isOfKind(product) && isCheap(product)}
        results="list"
        emptyQuery="all"
        label="Search the products"
        hideLabel
        placeholder="What do you need?"
        limit={6}
        loadOn="mount"
        value={params.get('q') ?? ''}
        onValueChange={(query) => change((next) => next.set('q', query))}
      >
        {(hit) => (
          <>
            <span aria-hidden className="catalog-picture" style={{ '--hue': hit.item.hue } as CSSProperties}>
              {hit.item.name.slice(0, 1)}
            </span>
            <a href={`#${hit.item.id}`}>
              <Highlight hit={hit} field="title" />
            </a>
            <Excerpt hit={hit} maxLength={100} />
            <strong>{EURO.format(hit.item.price)}</strong>
          </>
        )}
      </SemanticSearch>
    </div>
  );
}
