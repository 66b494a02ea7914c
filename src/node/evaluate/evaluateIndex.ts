import type { SearchableIndex, SearchHit, SearchMode } from '../../engine/index.js';
import type { LabeledQuery } from './labeledQueries.js';
import { type Measures, measure } from './measures.js';

/** How items are searched for, in the order of a table. */
export const MODES: readonly SearchMode[] = ['lexical', 'semantic', 'hybrid'];

/** Options of {@link evaluateIndex}. */
export interface EvaluateOptions {
  readonly signal?: AbortSignal;
  /** How many of all searches are done. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Asks an index labeled queries by words, by meaning and by both, and measures what it finds.
 * @throws {EmbedError} as `SearchableIndex.search`.
 */
export async function evaluateIndex<T>(
  index: SearchableIndex<T>,
  queries: readonly LabeledQuery[],
  { signal, onProgress }: EvaluateOptions = {},
): Promise<Readonly<Record<SearchMode, Measures>>> {
  let done = 0;
  const byMode = async (mode: SearchMode) => {
    const answers = [];
    for (const { query } of queries) {
      const { hits } = await index.search(query, { mode, ...(signal && { signal }) });
      answers.push({ ids: hits.map(({ id }) => id), saidNothing: saysNothing(hits) });
      done += 1;
      onProgress?.(done, queries.length * MODES.length);
    }
    return measure(queries, answers);
  };
  return {
    lexical: await byMode('lexical'),
    semantic: await byMode('semantic'),
    hybrid: await byMode('hybrid'),
  };
}

/** Whether a search box would say of these hits that nothing is close: none is by meaning, and none shares a word. */
function saysNothing(hits: readonly SearchHit<unknown>[]): boolean {
  return hits.every(
    ({ relevance, relevanceLevel, lexicalRank }) =>
      relevanceLevel === 'low' && (relevance !== undefined || lexicalRank === undefined),
  );
}
