import type { EmbedProgress, LoadProgress, RelevanceLevel } from '../../engine/index.js';
import type { SearchBox } from '../../hooks/combobox/searchBoxTypes.js';
import { numberIn, sizeIn } from '../shared/localeFormat.js';

/**
 * All UI strings of `<SemanticSearch>`. Of notices and of what stands where no hits are, the first line is the title: the line
 * after a `\n` explains it.
 */
export interface SearchStrings {
  /** While the model is fetched or started. Bytes are in `progress`. */
  readonly loading: (progress: LoadProgress) => string;
  /** While the model is fetched, and nothing has come for 5 seconds. */
  readonly stalled: string;
  readonly cancel: string;
  /** While the items get their vectors. */
  readonly indexing: (progress: EmbedProgress) => string;
  /**
   * Announced once, when the result is complete. `total`: how many there would be without a limit; `undefined` where each item is
   * more or less close, or it is not known.
   */
  readonly results: (count: number, total?: number) => string;
  /** Beside the name of a group: how many of its hits are shown, and how many there are. */
  readonly groupCount: (count: number, total: number) => string;
  readonly noResults: (query: string) => string;
  /** Above hits none of which is close to the query, by words or by meaning. */
  readonly nothingClose: (query: string) => string;
  /** The index has no items. */
  readonly noItems: string;
  /** The items are not there yet. */
  readonly waiting: string;
  /** In front of an excerpt that is found by meaning, for screen readers. */
  readonly closestPassage: string;
  readonly failed: string;
  /** On the hash backend, when it was asked for. */
  readonly wordsOnly: string;
  /** When the model could not be loaded, or failed. */
  readonly wordsInstead: string;
  /** When there is no network; what is missing loads by itself when there is. */
  readonly offline: string;
  /** When the download waits for the user's consent. */
  readonly askDownload: (bytes: number) => string;
  readonly download: string;
  readonly retry: string;
  /** In the place of `retry`, while it is being tried. */
  readonly retrying: string;
  /** Shows more of the hits. */
  readonly more: string;
  readonly clear: string;
  /** Closes the dialog or the popover. */
  readonly close: string;
  /**
   * What `<Relevance>` says.
   * @default English
   */
  readonly relevance?: Readonly<Record<RelevanceLevel, string>>;
  /** What the arrow keys do, and what Enter does. */
  readonly keyMove: string;
  readonly keyChoose: string;
}

const number = /* @__PURE__ */ numberIn('en');
const size = /* @__PURE__ */ sizeIn('en');
const groupCount = (count: number, total: number) =>
  total > count ? `${number(count)} of ${number(total)}` : number(count);

export const englishStrings: SearchStrings = {
  loading: ({ phase, loaded, total }) =>
    phase === 'downloading'
      ? `Preparing search by meaning, ${size(loaded)} of ${size(total)}`
      : 'Preparing search by meaning',
  stalled: 'Waiting for the network',
  cancel: 'Cancel',
  indexing: ({ done, total }) => `Reading ${number(done)} of ${number(total)} texts`,
  results: (count, total) =>
    total === undefined
      ? `The ${number(count)} closest`
      : `${groupCount(count, total)} result${total === 1 ? '' : 's'}`,
  groupCount,
  noResults: (query) => `Nothing found for “${query}”.\nCheck the spelling, or try other words.`,
  nothingClose: (query) => `Nothing closely matches “${query}”.\nThese are the nearest.`,
  noItems: 'There is nothing to search yet',
  waiting: 'Loading content',
  closestPassage: 'Closest passage:',
  failed: 'The search could not start',
  wordsOnly: 'Searching by words only',
  wordsInstead: 'Searching by words only.\nSearch by meaning could not start.',
  offline: 'You are offline.\nSearching by words only until you are back.',
  askDownload: (bytes) => `Find more by meaning?\nNeeds a download of ${size(bytes)}, once.`,
  download: 'Download',
  retry: 'Try again',
  retrying: 'Trying…',
  more: 'Show more',
  clear: 'Clear',
  close: 'Close',
  keyMove: 'Move',
  keyChoose: 'Choose',
};

/** So much of a query is repeated, in characters. */
const MAX_SHOWN = 100;

/**
 * A query within our text, whichever direction each is written in (U+2068, U+2069): not all of one that is as long as a book.
 */
const quoted = (query: string) =>
  `\u2068${query.length > MAX_SHOWN ? `${query.slice(0, MAX_SHOWN)}…` : query}\u2069`;

/** What a search has come to, in words; nothing while it is on its way. */
export function outcomeText<T>(
  { outcome, hits, query, total }: Pick<SearchBox<T>, 'outcome' | 'hits' | 'query' | 'total'>,
  strings: SearchStrings,
): string {
  const asked = quoted(query.trim());
  if (outcome === 'waiting') return strings.waiting;
  if (outcome === 'no-items') return strings.noItems;
  if (outcome === 'empty') return strings.noResults(asked);
  if (outcome === 'low-relevance') return strings.nothingClose(asked);
  return outcome === 'found' ? strings.results(hits.length, total) : '';
}
