import type { QueryTerm } from '../engine/ranking/queryTerms.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import type { Fusion, SearchMode } from '../engine/search/resultTypes.js';
import type { FoundItems } from './conditions.js';
import type { StoredFacts } from './schema.js';
import type { StatisticsScope } from './visibleFacts.js';
import type { WordsPlan } from './wordsPlan.js';

/** What is asked of an index, checked. */
export interface IndexRequest {
  readonly query: string;
  /** The query's vector, of length 1. Absent in lexical mode. */
  readonly vector?: Float32Array;
  readonly mode: SearchMode;
  readonly limit: number;
  readonly prefix: boolean;
  readonly fusion: Fusion;
  readonly semanticWeight: number;
  readonly minScore?: number;
  /** What the caller may see. */
  readonly authorized?: FieldFilter;
  /** What scores of such a search are made from. @default 'visible' */
  readonly statistics?: StatisticsScope;
  /** What they want to see of that. */
  readonly filter?: FieldFilter;
  readonly selected?: FieldFilter;
  /** Only of what another search has found. */
  readonly among?: FoundItems;
  /** The id of an item that is not wanted. */
  readonly without?: string;
  /** How many postings are read before documents are picked out. */
  readonly maxScanned?: number;
}

/** How a search is done: decided by what it asks and by what the index holds. */
export interface SearchPlan {
  readonly request: IndexRequest;
  readonly facts: StoredFacts;
  readonly candidates: number;
  /** With what else they are looked for by. None in semantic mode. */
  readonly terms: readonly QueryTerm[];
  /** Those of the index's language: never told to match. */
  readonly stopWords?: ReadonlySet<string>;
  /** Whether there is a filter, and whether so few items pass that all of them are compared. */
  readonly filter: 'none' | 'narrow' | 'wide';
  /** Nothing may tell of items that the caller may not see. */
  readonly hidesStatistics: boolean;
  /** By the words of all items; undefined where those that may be seen are counted, and in semantic mode. */
  readonly words?: WordsPlan;
}
