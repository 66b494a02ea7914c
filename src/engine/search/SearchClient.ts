import { type Closeness, closenessOf, closenessOfRelevance } from '../ranking/relevance.js';
import type { HitFacts, SearchInput, SearchOutput, Spread } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';
import { abortable } from '../utils/promises.js';
import { readFacets } from './facets.js';
import type { Slots } from './ItemStore.js';
import type { QueryVector } from './queryVector.js';
import { type IndexWorker, isCrash } from './SearchWorkerClient.js';
import type { LexicalEngine, SearchOptions, SearchResult } from './types.js';
import { assertLimit, DEFAULT_LIMIT } from './validation.js';

/** What is asked of the worker, besides the options of a search. */
export type Question = Pick<SearchInput, 'mode'> & Partial<Pick<SearchInput, 'query' | 'vector'>>;

/** How often a search is asked again of a new worker: by words, which needs texts only; with a vector, it gets those of items first. */
const WORD_RETRIES = 2;
const RETRIES = 1;

/** What an {@link Asker} asks, and by what it answers. */
export interface AskerParts<T> {
  readonly slots: Slots<T>;
  readonly worker: IndexWorker;
  readonly embedder: Embedder;
  readonly lexical: LexicalEngine | undefined;
  /** Gives a new worker the vectors that the one before had. */
  readonly rebuild: (signal: AbortSignal | undefined) => Promise<void>;
}

/** A request, and what of the answer is known in the page. */
interface Prepared {
  readonly input: Omit<SearchInput, 'search'>;
  readonly found: Pick<SearchResult<unknown>, 'facets'>;
}

/** Asks the worker of an index, and makes items of its documents. */
export class Asker<T> {
  readonly #parts: AskerParts<T>;
  #searches = 0;

  constructor(parts: AskerParts<T>) {
    this.#parts = parts;
  }

  /** @param embed Makes the vector of a hybrid search, and begins at once; `onLexical` hears what is found meanwhile. */
  async ask(
    question: Question,
    options: SearchOptions<T>,
    embed?: () => Promise<QueryVector>,
  ): Promise<SearchResult<T>> {
    const request = this.#prepare(question, options);
    let hasVector = question.vector !== undefined;
    const embedding = embed?.().then((found) => {
      hasVector = found.vector !== undefined;
      return found;
    });
    embedding?.catch(() => {}); // the search ends by the same signal
    for (let tries = 0; ; tries += 1)
      try {
        return await this.#run(request, options, embedding);
      } catch (error) {
        if (tries === (hasVector ? RETRIES : WORD_RETRIES) || !isCrash(error)) throw error;
        if (hasVector) await this.#parts.rebuild(options.signal);
      }
  }

  /** What goes to the worker. Filter, facets and an engine of the page's run once, however often it is asked. */
  #prepare(
    question: Question,
    { limit = DEFAULT_LIMIT, minScore, minRelevance, filter, facets, ...options }: SearchOptions<T>,
  ): Prepared {
    assertLimit(limit);
    const { lexical, slots, embedder } = this.#parts;
    const prefix = options.prefix ?? false;
    const wantsWords = lexical && question.mode !== 'semantic' && question.query;
    const allowed = filter === undefined ? undefined : slots.allowed(filter);
    const counts = facets && slots.facets(readFacets(facets), allowed);
    const input = {
      query: '',
      limit,
      prefix,
      fusion: options.fusion ?? 'standardised',
      weight: options.weight ?? embedder.model.semanticWeight,
      minScore: minScore ?? Number.NEGATIVE_INFINITY,
      ...(minRelevance !== undefined && { minRelevance }),
      ...(wantsWords && { words: lexical.search(wantsWords, { prefix }) }),
      ...(allowed && { allowed }),
      ...question,
    };
    return { input, found: counts ? { facets: counts } : {} };
  }

  async #run(
    { input, found }: Prepared,
    { signal, onLexical }: SearchOptions<T>,
    embedding: Promise<QueryVector> | undefined,
  ): Promise<SearchResult<T>> {
    const { worker } = this.#parts;
    const search = ++this.#searches;
    const request = () => {
      // It goes in this very task, and the vector after it.
      const give = ({ vector }: QueryVector) =>
        worker.tell('giveVector', { search, ...(vector && { vector }) });
      embedding?.then(give, () => {});
      return { ...input, search, ...(embedding && { awaitsVector: true }) };
    };
    const asking = worker.call('search', request, (output) =>
      onLexical?.({ ...this.#result(output, 'lexical'), ...found }),
    );
    const cancel = () => worker.tell('cancel', { search });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const output = await abortable(asking, signal);
      const { vector, error } = (await embedding) ?? {};
      const result = this.#result(output, embedding && !vector ? 'lexical' : input.mode);
      return { ...result, ...found, ...(error && { error }) };
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
