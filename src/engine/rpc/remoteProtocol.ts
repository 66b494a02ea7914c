// What a remote index and a search handler say to each other: JSON, posted and answered.

import type { EmbedErrorCode } from '../errors.js';
import type { FieldFilter } from '../search/filterTypes.js';
import type { Facets, Fusion, SearchHit, SearchMode } from '../search/resultTypes.js';

/** Which items are answered with. */
interface AnswerBounds {
  readonly limit: number;
  readonly minScore?: number;
  readonly filter?: FieldFilter;
  readonly facets?: readonly string[];
  /** Hits must have these values, as by `filter`; the counts of a field ignore its own selection. */
  readonly selectedFacets?: FieldFilter;
}

/** What is found for a query, a vector, or both. */
export interface RemoteSearch extends AnswerBounds {
  readonly type: 'search';
  readonly query: string;
  readonly mode: SearchMode;
  /** The space of the vector and the vector itself, as `vectorToText` writes it. Not in lexical mode. */
  readonly space?: string;
  readonly vector?: string;
  readonly prefix: boolean;
  readonly fusion: Fusion;
  readonly semanticWeight: number;
}

/** What is closest to one of the items. */
export interface RemoteSimilar extends AnswerBounds {
  readonly type: 'similar';
  readonly id: string;
}

export type RemoteRequest = RemoteSearch | RemoteSimilar;

export interface RemoteAnswer<T> {
  readonly hits: readonly SearchHit<T>[];
  readonly fusion: Fusion | 'none';
  readonly facets?: Facets;
  /** How many items the index holds for the caller, and how many of them have their vectors. */
  readonly items: number;
  readonly embedded: number;
}

/** Why a search request was not answered, in a word that a program can switch on. The list only grows. */
export type RemoteErrorCode =
  | Extract<EmbedErrorCode, 'invalid-input' | 'space-mismatch'>
  | 'forbidden'
  | 'method-not-allowed'
  | 'request-too-large'
  | 'unsupported-media-type'
  | 'rate-limited'
  | 'timeout'
  | 'overloaded'
  | 'unavailable'
  | 'internal';

export interface RemoteFailure {
  readonly error: {
    readonly code: RemoteErrorCode;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}
