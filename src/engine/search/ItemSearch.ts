import type { ModelInfo } from '../models/types.js';
import type { ScoreStats } from '../ranking/fusion.js';
import { levelOfCosine, levelOfRelevance, type RelevanceLevel } from '../ranking/relevance.js';
import type { SearchMessage, SearchOutput } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { loadScript } from '../utils/loadScript.js';
import { abortable } from '../utils/promises.js';
import type { ReadItem } from './ItemReader.js';
import type { ItemStore } from './ItemStore.js';
import type { LexicalEngine, SearchOptions } from './optionTypes.js';
import type { QueryVector } from './queryVector.js';
import type { HitBase, SearchHit, SearchResult } from './resultTypes.js';
import { isCrash, type SearchWorkerClient } from './SearchWorkerClient.js';
import { DEFAULT_LIMIT } from './validation.js';

/** What a search asks of the worker, besides the options of the app. */
export type SearchRequest = Pick<SearchMessage, 'mode'> &
  Partial<Pick<SearchMessage, 'query' | 'vector'>> &
  Pick<QueryVector, 'interim'>;

/** Retries after a worker crash: 2 by words; 1 with a vector, since vectors must be restored first. */
const WORD_RETRIES = 2;
const RETRIES = 1;

/** Dependencies of {@link ItemSearch}. */
export interface ItemSearchParts<T> {
  readonly itemStore: ItemStore<T>;
  readonly worker: SearchWorkerClient;
  readonly embedder: Embedder;
  readonly lexical: LexicalEngine | undefined;
  /** Gives a new worker the vectors that the one before had. */
  readonly rebuild: (signal: AbortSignal | undefined) => Promise<void>;
}

/** A request, and the parts of its answer that the page adds. */
interface Prepared {
  readonly input: Omit<SearchMessage, 'searchId'>;
  /** Counts the facets of what was found, where they are asked for. */
  readonly count: ((found: Iterable<number>) => Pick<SearchResult<unknown>, 'facets'>) | undefined;
  /** The interim model, if the query vector is that model’s. */
  readonly interim: ModelInfo | undefined;
}

/** Searches the items of an index: sends requests to its worker, and maps the documents of the answers back to items. */
export class ItemSearch<T> {
  readonly #parts: ItemSearchParts<T>;
  #searches = 0;

  constructor(parts: ItemSearchParts<T>) {
    this.#parts = parts;
  }

  /** @param embed Makes the vector of a hybrid search, and begins at once; `onLexical` hears what is found meanwhile. */
  async search(
    searchRequest: SearchRequest,
    options: SearchOptions<T>,
    embed?: () => Promise<QueryVector>,
  ): Promise<SearchResult<T>> {
    const counting = countsFacets(options) ? await loadScript(() => import('./facets.js')) : undefined;
    const request = this.#prepare(searchRequest, options, counting);
    let hasVector = searchRequest.vector !== undefined;
    const embedding = embed?.().then((found) => {
      hasVector = found.vector !== undefined;
      return found;
    });
    embedding?.catch(() => {}); // the search ends by the same signal
    try {
      for (let tries = 0; ; tries += 1)
        try {
          return await this.#run(request, options, embedding);
        } catch (error) {
          if (tries === (hasVector ? RETRIES : WORD_RETRIES) || !isCrash(error)) throw error;
          if (hasVector) await this.#parts.rebuild(options.signal);
        }
    } finally {
      embedding?.then(
        ({ release }) => release?.(),
        () => {},
      );
    }
  }

  /** The counts of a blank query: of all items that pass the filter. */
  async facetsOf(options: SearchOptions<T>): Promise<Pick<SearchResult<T>, 'facets'>> {
    if (!countsFacets(options)) return {};
    const counting = await loadScript(() => import('./facets.js'));
    const { fields, selected } = counting.facetRequestOf(options);
    const { itemStore } = this.#parts;
    const items = itemStore.itemsOf(options.filter && itemStore.allowed(options.filter));
    return { facets: counting.countFacets(items, fields, selected) };
  }

  /** What goes to the worker. Filter and an engine of the page's run once, however often it is asked. */
  #prepare(
    { interim, ...searchRequest }: SearchRequest,
    { limit = DEFAULT_LIMIT, minScore, minRelevance, filter, ...options }: SearchOptions<T>,
    counting: typeof import('./facets.js') | undefined,
  ): Prepared {
    const { lexical, itemStore, embedder } = this.#parts;
    const prefix = options.prefix ?? false;
    const wantsWords = lexical && searchRequest.mode !== 'semantic' && searchRequest.query;
    const passing = filter === undefined ? undefined : itemStore.allowed(filter);
    const asked = counting?.facetRequestOf(options);
    const hasSelection = asked && Object.keys(asked.selected).length > 0;
    const allowed = hasSelection ? itemStore.allowed(asked.selected, passing) : passing;
    const input = {
      query: '',
      limit,
      prefix,
      fusion: options.fusion ?? 'weighted-mean',
      semanticWeight: options.semanticWeight ?? embedder.model.semanticWeight,
      minScore: minScore ?? Number.NEGATIVE_INFINITY,
      ...(minRelevance !== undefined && { minRelevance }),
      ...(wantsWords && { lexicalHits: lexical.search(wantsWords, { prefix }) }),
      ...(allowed && { allowed }),
      ...(asked && { counted: passing ?? ('all' as const) }),
      ...(interim && { interim: true as const }),
      ...searchRequest,
    };
    const count =
      counting && asked
        ? (found: Iterable<number>) => ({
            facets: counting.countFacets(itemStore.itemsOf(found), asked.fields, asked.selected),
          })
        : undefined;
    return { input, count, interim };
  }

  async #run(
    { input, count, interim: own }: Prepared,
    { signal, onLexical, semanticWeight }: SearchOptions<T>,
    embedding: Promise<QueryVector> | undefined,
  ): Promise<SearchResult<T>> {
    const { worker, embedder } = this.#parts;
    const searchId = ++this.#searches;
    const request = () => {
      // It goes in this very task, and the vector after it.
      const give = ({ vector, interim }: QueryVector) =>
        worker.tell('setQueryVector', {
          searchId,
          ...(vector && { vector }),
          ...(interim && { interim: true, semanticWeight: semanticWeight ?? interim.semanticWeight }),
        });
      embedding?.then(give, () => {});
      return { ...input, searchId, ...(embedding && { awaitsVector: true }) };
    };
    const asking = worker.call('search', request, (output) =>
      onLexical?.({ ...this.#result(output, 'lexical'), ...count?.(output.counted ?? []) }),
    );
    const cancel = () => worker.tell('cancel', { searchId });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const output = await abortable(asking, signal);
      const { vector = input.vector, error, interim = own } = (await embedding) ?? {};
      const model = vector && (interim ?? embedder.model).id;
      const result = this.#result(output, embedding && !vector ? 'lexical' : input.mode, model);
      return { ...result, ...count?.(output.counted ?? []), ...(error && { error }) };
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #result(
    { hits, total, fusion, backgroundSimilarity }: SearchOutput,
    mode: SearchMessage['mode'],
    model?: string,
  ): SearchResult<T> {
    const found = hits.flatMap(({ docId, ...hit }) => {
      const entry = this.#parts.itemStore.at(docId);
      if (!entry) return []; // it was removed meanwhile
      const relevanceLevel = levelOfHit(hit, backgroundSimilarity);
      const { item, id } = entry;
      const own = { item, id, ...(model && { model }), ...(relevanceLevel && { relevanceLevel }) };
      return [{ ...hit, ...own, ...textsOf(hit, entry) }];
    });
    return { hits: found, total, mode, fusion };
  }
}

/** The texts in which a hit's places are counted, unless other ones have taken their place. */
function textsOf(
  { textLength, fields }: HitBase,
  entry: Pick<ReadItem<unknown>, 'text' | 'fields'>,
): Pick<SearchHit<unknown>, 'text' | 'fields'> {
  const withText = entry.fields.flatMap(({ name, text }) => {
    const matches = fields?.[name];
    return matches?.textLength === text.length ? [[name, { ...matches, text }] as const] : [];
  });
  return {
    ...(entry.text.length === textLength && { text: entry.text }),
    ...(fields && { fields: Object.fromEntries(withText) }),
  };
}

/** By relevance, where that is known; before, by how close the items are to each other. */
function levelOfHit(
  { relevance, cosine }: HitBase,
  backgroundSimilarity: ScoreStats | undefined,
): RelevanceLevel | undefined {
  if (relevance !== undefined) return levelOfRelevance(relevance);
  return backgroundSimilarity && cosine !== undefined
    ? levelOfCosine(cosine, backgroundSimilarity)
    : undefined;
}

const countsFacets = ({
  facets,
  selectedFacets,
}: Pick<SearchOptions<unknown>, 'facets' | 'selectedFacets'>) =>
  facets !== undefined || selectedFacets !== undefined;
