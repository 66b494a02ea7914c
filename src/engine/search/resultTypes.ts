// What a search gives: hits, and what is known of each.

import type { EmbedError } from '../errors.js';
import type { RelevanceLevel } from '../ranking/relevance.js';
import type { FieldValue } from './filterTypes.js';

/** A part of a text, in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** By what items are found: meaning and words, meaning alone, words alone. */
export type SearchMode = 'hybrid' | 'semantic' | 'lexical';

/** How the two lists of a hybrid search become one. */
export type Fusion = 'weighted-mean' | 'rrf';

/** What is known of a hit. */
export interface HitBase {
  /**
   * What hits are ordered by, in every mode from 0 (nothing in common) to 1 (all). `semantic`: the cosine, which is below 0 for
   * some models and texts. `lexical`: 1 − e^(−BM25 / expected), 0.63 when each term of the query occurs once in a text of average
   * length. `hybrid`: the weighted mean of both; with `fusion: 'rrf'` 1 for the first of both lists.
   */
  readonly score: number;
  /** Cosine similarity of the closest passage to the query, and its rank, from 1. Absent without a vector. */
  readonly cosine?: number;
  readonly semanticRank?: number;
  /**
   * Confidence from 0 to 1 that the hit is on topic. The larger of: the percentile of its cosine among the best cosines of
   * unrelated queries in this index (241; above 20,000 passages 64), or up to 4,000 passages among what the filter leaves; and the
   * share of the query's terms that the item has, weighted by idf. Known a moment after all items have their vectors; absent
   * before, with fewer than 20 items, in lexical mode and on a server.
   */
  readonly relevance?: number;
  /** BM25 score and rank. Absent if no word matches. */
  readonly bm25?: number;
  readonly lexicalRank?: number;
  /** The closest passage, in the item's text. */
  readonly passage?: TextSpan;
  /**
   * The headings under which the closest passage begins, in Markdown (`## Storage`) or HTML (`<h2>`), outermost first: of a long text
   * they are embedded with it. Absent without any, and on a server.
   */
  readonly headings?: readonly string[];
  /** Where words of the query stand in the item's text: starts and ends, in UTF-16 units. */
  readonly matches: readonly (readonly [start: number, end: number])[];
  /** How long the text is in which `matches` and `passage` are counted: it tells other texts apart. In UTF-16 units. */
  readonly textLength?: number;
  /** The same of the item's further texts, by the names of `fields`. Absent without any, and on a server. */
  readonly fields?: Readonly<Record<string, FieldMatches>>;
}

/** Where words of the query stand in a further text of an item. */
export interface FieldMatches extends Required<Pick<HitBase, 'matches' | 'textLength'>> {
  /** The text itself. Absent in what a server found. */
  readonly text?: string;
}

/** An item that was found. */
export interface SearchHit<T> extends HitBase {
  readonly item: T;
  readonly id: string;
  /** What was searched of the item: `matches` and `passage` are counted in it. Absent in what a server found. */
  readonly text?: string;
  /**
   * `low`: a `relevance` below 0.9, `high`: 0.99 and more. Until `relevance` is known: the cosine, compared with the cosines of pairs of
   * items. Absent without a vector, and with fewer than 20 items.
   */
  readonly relevanceLevel?: RelevanceLevel;
  /**
   * The id of the model by whose vectors it was found: `interimModel`'s until the main model's are there. Absent by
   * words alone.
   */
  readonly model?: string;
}

/** What a search found. */
export interface SearchResult<T> {
  readonly hits: readonly SearchHit<T>[];
  /**
   * How many hits there would be without `limit`. By meaning that is each item with a vector, unless `minScore` or `minRelevance` bound
   * it, or facets are counted: then those that count. Absent on a server.
   */
  readonly total?: number;
  /** How hits were found. `lexical` also for a hybrid search without a query vector: on the hash backend, or after an `error`. */
  readonly mode: SearchMode;
  readonly fusion: Fusion | 'none';
  /** Why there is no meaning in it, if it failed. */
  readonly error?: EmbedError;
  /**
   * For each field of `SearchOptions.facets`: its 100 most frequent values, most frequent first, and how many hits have each. The
   * counts of a field ignore that field's own selection.
   */
  readonly facets?: Facets;
}

/** The values of fields, by field: how many items have each. */
export type Facets = Readonly<Record<string, readonly FacetCount[]>>;

/** A value of a field, and how many items have it. */
export interface FacetCount {
  readonly value: FieldValue;
  readonly count: number;
}
