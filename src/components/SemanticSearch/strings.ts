import type { EmbedProgress, LoadProgress } from '../../engine/index.js';
import type { SearchBox } from '../../hooks/useSearchBox.js';

/** Every word that `<SemanticSearch>` shows or says. */
export interface SearchStrings {
  /** While the model is fetched or started. Bytes are in `progress`. */
  readonly loading: (progress: LoadProgress) => string;
  /** While the model is fetched, and nothing has come for 5 seconds. */
  readonly stalled: string;
  readonly cancel: string;
  /** While the items get their vectors. */
  readonly indexing: (progress: EmbedProgress) => string;
  /** Said when the answer to a query is there, not for each part of it. */
  readonly results: (count: number) => string;
  readonly noResults: (query: string) => string;
  /** Above hits none of which is close to the query, by words or by meaning. */
  readonly nothingClose: (query: string) => string;
  readonly noItems: string;
  /** In front of an excerpt that is found by meaning, for screen readers. */
  readonly closestPassage: string;
  readonly failed: string;
  /** On the hash backend, when it was asked for. */
  readonly wordsOnly: string;
  /** When the model could not be loaded, or failed. */
  readonly wordsInstead: string;
  /** When the download waits until a person wants it. */
  readonly askDownload: (bytes: number) => string;
  readonly download: string;
  readonly retry: string;
  readonly clear: string;
}

export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)}\u00a0MB`;

export const englishStrings: SearchStrings = {
  loading: ({ phase, loaded, total }) => {
    if (phase === 'downloading')
      return `Getting the language model, ${megabytes(loaded)} of ${megabytes(total)}`;
    if (phase === 'verifying') return 'Checking the language model';
    return phase === 'checking' ? 'Looking for the language model' : 'Starting the language model';
  },
  stalled: 'The network does not answer',
  cancel: 'Cancel',
  indexing: ({ done, total }) => `Reading the texts, ${done} of ${total}`,
  results: (count) => (count === 1 ? '1 result' : `${count} results`),
  noResults: (query) => `Nothing found for “${query}”`,
  nothingClose: (query) => `Nothing is close to “${query}”. The nearest:`,
  noItems: 'There is nothing to search yet',
  closestPassage: 'Closest passage:',
  failed: 'The search cannot start',
  wordsOnly: 'Searching by words, not by meaning',
  wordsInstead: 'Searching by words only, because the language model could not be used',
  askDownload: (bytes) =>
    `Searching by words. To search by meaning, ${megabytes(bytes)} are downloaded, once`,
  download: 'Download',
  retry: 'Try again',
  clear: 'Clear',
};

/** What a search has come to, in words; nothing while it is on its way. */
export function outcomeText<T>(
  { outcome, hits, query }: Pick<SearchBox<T>, 'outcome' | 'hits' | 'query'>,
  strings: SearchStrings,
): string {
  if (outcome === 'no-items') return strings.noItems;
  if (outcome === 'empty') return strings.noResults(query.trim());
  if (outcome === 'far') return strings.nothingClose(query.trim());
  return outcome === 'found' ? strings.results(hits.length) : '';
}
