import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import {
  type ComponentIndexState,
  Highlight,
  Relevance,
  type SearchHit,
  SemanticSearch,
  useEmbedder,
  useSearchIndex,
} from 'react-embeddings';
import type { WatchedTimings } from './timings.js';

const SUGGESTIONS = [
  'do I have to pay if I am late',
  'I want to grow vegetables',
  'somewhere quiet to rehearse with my band',
  'who were my ancestors',
  'can I bring my cat',
];

export interface DemoProps {
  readonly texts: readonly string[];
  readonly timings: WatchedTimings;
}

export function Demo({ texts, timings }: DemoProps): ReactNode {
  const [query, setQuery] = useState('');
  const { index, indexState } = useSearchIndex(texts, { language: 'en' });
  useEffect(() => {
    index?.build().catch(() => {}); // its state tells of it
  }, [index]);
  return (
    <main>
      <header>
        <h1>Search by meaning</h1>
        <p>
          The notices of a town library. Say it in your own words: nothing you type leaves this page, and no
          server is asked.
        </p>
      </header>
      <SemanticSearch
        index={index}
        label="Ask the library"
        placeholder="What would you like to know?"
        limit={6}
        loadOn="mount"
        query={query}
        onQueryChange={setQuery}
      >
        {(hit) => <Notice hit={hit} />}
      </SemanticSearch>
      {query === '' && (
        <section aria-label="Suggestions" className="suggestions">
          {SUGGESTIONS.map((suggestion) => (
            <button key={suggestion} type="button" onClick={() => setQuery(suggestion)}>
              {suggestion}
            </button>
          ))}
        </section>
      )}
      <Facts indexState={indexState} timings={timings} />
    </main>
  );
}

function Notice({ hit }: { readonly hit: SearchHit<string> }): ReactNode {
  return (
    <div className="notice">
      <span>
        <Highlight hit={hit} />
      </span>
      <data value={hit.score}>
        <Relevance hit={hit} />
      </data>
    </div>
  );
}

interface FactsProps {
  readonly indexState: ComponentIndexState;
  readonly timings: WatchedTimings;
}

/** What runs here, and how long it took. */
function Facts({ indexState, timings }: FactsProps): ReactNode {
  const embedder = useEmbedder();
  const { load, index, query } = useSyncExternalStore(timings.subscribe, timings.get);
  const isRead = indexState.status === 'ready' && indexState.items > 0;
  useEffect(() => {
    if (isRead) timings.indexed();
  }, [isRead, timings]);
  if (embedder.status !== 'ready') return null;
  return (
    <footer>
      <dl>
        <Fact name="Model" id="model" title={embedder.model.space}>
          {embedder.model.id}
        </Fact>
        <Fact name="Runs on" id="backend">
          {embedder.backend}
        </Fact>
        <Fact name="Loaded in" id="load" ms={load} />
        <Fact name={`${indexState.items} texts read in`} id="index" ms={index} />
        <Fact name="Last answer in" id="query" ms={query} />
      </dl>
    </footer>
  );
}

interface FactProps {
  readonly name: string;
  readonly id: string;
  readonly title?: string;
  readonly ms?: number | undefined;
  readonly children?: ReactNode;
}

function Fact({ name, id, title, ms, children }: FactProps): ReactNode {
  if (ms === undefined && children === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd id={id} title={title} data-ms={ms}>
        {children ?? (ms !== undefined && formatted(ms))}
      </dd>
    </div>
  );
}

const formatted = (ms: number) => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);
