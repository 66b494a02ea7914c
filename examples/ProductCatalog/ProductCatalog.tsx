import type { CSSProperties } from 'react';
import { Excerpt, Highlight, Relevance, SearchFacets, SemanticSearch } from 'react-embeddings';
import { PRODUCTS, type Product } from './products.js';
import { useUrlState } from './useUrlState.js';
import './ProductCatalog.css';

const PRICES = { any: Number.POSITIVE_INFINITY, low: 50, middle: 150 };
const EURO = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });

/** Products beside facets and a price. What is selected stands in the page’s address. Rows hold links, so they are a list. */
export function ProductCatalog() {
  const [params, change] = useUrlState();
  const price = params.get('price') ?? 'any';
  const most = PRICES[price as keyof typeof PRICES] ?? PRICES.any;
  return (
    <SemanticSearch.Root<Product>
      className="catalog"
      items={PRODUCTS}
      getId={({ id }) => id}
      getText={({ about }) => about}
      fields={{ title: { getText: ({ name }) => name } }}
      filter={(product) => product.price <= most}
      selectedFacets={{ kind: params.getAll('kind') }}
      onSelectedFacetsChange={({ kind = [] }) =>
        change((next) => {
          next.delete('kind');
          for (const each of kind) next.append('kind', String(each));
        })
      }
      listRole="list"
      emptyQuery="all"
      label="Search the products"
      limit={6}
      loadOn="mount"
      query={params.get('q') ?? ''}
      onQueryChange={(query) => change((next) => next.set('q', query))}
    >
      <form aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        <SearchFacets nameOf={() => 'Kind'} />
        <fieldset data-sem-part="facet-group">
          <legend data-sem-part="facet-name">Price</legend>
          {Object.entries(PRICES).map(([name, limit]) => (
            <label key={name} data-sem-part="facet">
              <input
                type="radio"
                name="price"
                checked={price === name}
                onChange={() => change((next) => next.set('price', name))}
              />
              {name === 'any' ? 'Any price' : `Up to ${EURO.format(limit)}`}
            </label>
          ))}
        </fieldset>
      </form>
      <div className="catalog-hits">
        <div data-sem-part="field">
          <SemanticSearch.Input placeholder="What do you need?" />
          <SemanticSearch.Clear />
        </div>
        <SemanticSearch.Error />
        <div data-sem-part="summary">
          <SemanticSearch.Progress />
          <SemanticSearch.Status />
          <SemanticSearch.Empty />
        </div>
        <SemanticSearch.List<Product>>
          {(hit) => (
            <SemanticSearch.Item hit={hit}>
              <span
                aria-hidden
                className="catalog-picture"
                style={{ '--hue': hit.item.hue } as CSSProperties}
              >
                {hit.item.name.slice(0, 1)}
              </span>
              <a href={`#${hit.item.id}`}>
                <Highlight hit={hit} field="title" />
              </a>
              <Excerpt hit={hit} maxLength={100} />
              <span className="catalog-price">
                <strong>{EURO.format(hit.item.price)}</strong> <Relevance hit={hit} />
              </span>
            </SemanticSearch.Item>
          )}
        </SemanticSearch.List>
      </div>
    </SemanticSearch.Root>
  );
}
