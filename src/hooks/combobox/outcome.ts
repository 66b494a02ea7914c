import type { SearchHit } from '../../engine/index.js';
import type { AnySource, SemanticSearchResult } from '../types.js';
import type { ComponentIndexState } from '../useSearchIndexState.js';
import type { SearchBox } from './searchBoxTypes.js';

type Search = Pick<SemanticSearchResult<unknown>, 'status' | 'mode' | 'indexState'>;

/** Whether there is nothing to search. How many items an index elsewhere holds is not known before it is ready. */
function hasNoItems<T>({ items, source }: AnySource<T>, state: ComponentIndexState): boolean {
  if (items && source === undefined) return items.length === 0;
  return state.status === 'ready' && state.items === 0;
}

/** What a search box says of its search. @param isSlow Whether the user has waited for it. */
export function outcomeOf<T>(
  source: AnySource<T>,
  search: Search,
  hits: readonly SearchHit<T>[],
  isSlow: boolean,
): SearchBox<T>['outcome'] {
  const { status, mode, indexState } = search;
  const isEmpty = hits.length === 0;
  if (isEmpty && hasNoItems(source, indexState)) return 'no-items';
  if (isSlow && isEmpty && indexState.status === 'waiting') return 'waiting';
  if (status !== 'ready' && (status !== 'error' || mode === undefined)) return 'none';
  return isEmpty ? 'empty' : hits.every(isLowRelevance) ? 'low-relevance' : 'found';
}

type RankingInput = Pick<SearchHit<unknown>, 'relevance' | 'relevanceLevel' | 'lexicalRank'>;

const isLowRelevance = ({ relevance, relevanceLevel, lexicalRank }: RankingInput) =>
  relevanceLevel === 'low' && (relevance !== undefined || lexicalRank === undefined);
