import { EmbedError } from '../errors.js';
import { type Closeness, closenessOf, closenessOfRelevance } from '../ranking/relevance.js';
import type { HitFacts, SearchInput, SearchOutput, Spread } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { abortable } from '../utils/promises.js';
import { readFacets } from './facets.js';
import type { Slots } from './ItemStore.js';
import type { IndexWorker } from './SearchWorkerClient.js';
import type { LexicalEngine, SearchOptions, SearchResult } from './types.js';
import { assertLimit, DEFAULT_LIMIT } from './validation.js';

/** What is asked of the worker, besides the options of a search. */
export type Question = Pick<SearchInput, 'mode'> & Partial<Pick<SearchInput, 'query' | 'vector'>>;

/** What an {@link Asker} asks, and by what it answers. */
export interface AskerParts<T> {
  readonly slots: Slots<T>;
  readonly worker: IndexWorker;
  readonly embedder: Embedder;
  readonly lexical: LexicalEngine | undefined;
  /** Gives a new worker the vectors that the one before had. */
  readonly rebuild: (signal: AbortSignal | undefined) => Promise<void>;
}

/** Asks the worker of an index, and makes items of its documents. */
export class Asker<T> {
  readonly #parts: AskerParts<T>;
  #searches = 0;

  constructor(parts: AskerParts<T>) {
    this.#parts = parts;
  }

  async ask(question: Question, options: SearchOptions<T>): Promise<SearchResult<T>> {
    try {
      return await this.#ask(question, options);
    } catch (error) {
      if (!question.vector || !EmbedError.is(error, 'worker-crashed')) throw error;
      await this.#parts.rebuild(options.signal);
      return this.#ask(question, options);
    }
  }

  async #ask(
    question: Question,
    { limit = DEFAULT_LIMIT, minScore, minRelevance, filter, facets, signal, ...options }: SearchOptions<T>,
  ): Promise<SearchResult<T>> {
    assertLimit(limit);
    const { lexical, worker, slots, embedder } = this.#parts;
    const prefix = options.prefix ?? false;
    const wantsWords = lexical && question.mode !== 'semantic' && question.query;
    const search = ++this.#searches;
    const allowed = filter === undefined ? undefined : slots.allowed(filter);
    const counts = facets && slots.facets(readFacets(facets), allowed);
    const asking = worker.call('search', {
      query: '',
      limit,
      search,
      prefix,
      fusion: options.fusion ?? 'standardised',
      weight: options.weight ?? embedder.model.semanticWeight,
      minScore: minScore ?? Number.NEGATIVE_INFINITY,
      ...(minRelevance !== undefined && { minRelevance }),
      ...(wantsWords && { words: lexical.search(wantsWords, { prefix }) }),
      ...(allowed && { allowed }),
      ...question,
    });
    const cancel = () => worker.tell('cancel', { search });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const result = this.#result(await abortable(asking, signal), question.mode);
      return counts ? { ...result, facets: counts } : result;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #result({ hits, fusion, pairs }: SearchOutput, stage: SearchInput['mode']): SearchResult<T> {
    const found = hits.flatMap(({ document, ...hit }) => {
      const slot = this.#parts.slots.at(document);
      if (!slot) return []; // it was removed meanwhile
      const closeness = closenessOfHit(hit, pairs);
      return [{ ...hit, item: slot.item, id: slot.id, ...(closeness && { closeness }) }];
    });
    return { hits: found, stage, fusion };
  }
}

/** By relevance, where that is known; before, by how close the items are to each other. */
function closenessOfHit({ relevance, cosine }: HitFacts, pairs: Spread | undefined): Closeness | undefined {
  if (relevance !== undefined) return closenessOfRelevance(relevance);
  return pairs && cosine !== undefined ? closenessOf(cosine, pairs) : undefined;
}
