import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import {
  createEmbedder,
  createSearchIndex,
  type Embedder,
  EmbedderProvider,
  Highlight,
  type SearchIndex,
  SemanticSearch,
} from 'react-embeddings';
import 'react-embeddings/styles.css';
import type { Section } from '../../../tools/docs/sections.mjs';

/** Where the site lies, and how it shows another of its pages. */
export interface SearchSite {
  readonly base: string;
  go(url: string): void;
}

/** One for all pages: a reader who goes from page to page loads the model and the index once. */
let shared: { readonly embedder: Embedder; readonly index: SearchIndex<Section> } | undefined;

/** Shows the search in an element. Returns a function that takes it away again. */
export function mountSearch(host: HTMLElement, { base, go }: SearchSite): () => void {
  const { embedder, index } = shared ?? open(base);
  const root = createRoot(host);
  root.render(
    <StrictMode>
      <EmbedderProvider embedder={embedder}>
        <SemanticSearch
          index={index}
          label="Ask the documentation"
          placeholder="Can a model run without a network?"
          limit={6}
          onSelect={({ item }) => go(item.url)}
        >
          {(hit) => (
            <>
              <strong>{[hit.item.page, hit.item.heading].filter(Boolean).join(' › ')}</strong>
              <span className="docs-search-text">
                <Highlight hit={hit} text={hit.item.text} />
              </span>
            </>
          )}
        </SemanticSearch>
      </EmbedderProvider>
    </StrictMode>,
  );
  return () => root.unmount();
}

function open(base: string) {
  const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: `${base}models` });
  const index = createSearchIndex<Section>({
    embedder,
    source: `${base}sections.index`,
    getText: ({ text }) => text,
    getId: ({ url }) => url,
    fields: { heading: { getText: ({ heading }) => heading, weight: 2 } },
  });
  shared = { embedder, index };
  return shared;
}
