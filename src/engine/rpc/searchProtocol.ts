// Every message that crosses between the page and the worker of a search index.

import type { WireError } from '../errors.js';
import type { ScoreStats } from '../ranking/fusion.js';
import type { Fusion, HitBase, SearchMode, TextSpan } from '../search/resultTypes.js';

/** How vectors are compared: all in floats, or candidates by bytes; `auto` by how many there are. */
export type IndexPrecision = 'auto' | 'float32' | 'int8';

/** A text to search, as the worker knows it. `docId` is its number: from the page, counted from 0, and never used again. */
export interface NewDocument {
  readonly docId: number;
  readonly text: string;
  /** Further texts: searched by words; those that are `semantic` also by their vectors. */
  readonly fields?: readonly FieldText[];
}

/** A further text of an item, and how often each of its words counts. */
export interface FieldText {
  readonly name: string;
  readonly text: string;
  readonly weight: number;
  /** Whether it is embedded, before the text. */
  readonly semantic?: boolean;
}

/** Lexical hits of another engine than the worker's. */
export interface LexicalHits {
  readonly docIds: readonly number[];
  /** Above 0. */
  readonly scores: readonly number[];
  /** The words of the texts that matched. */
  readonly terms: readonly string[];
}

/** How vectors are written to a file: as floats, or as bytes in a quarter of the size. */
export type FilePrecision = 'float32' | 'int8';

export interface NewVectors {
  /**
   * An unknown `docId` means that the document was removed meanwhile; its vectors are ignored. Passages are spans of the embedded
   * text, which begins with the fields that are `semantic`.
   */
  readonly documents: readonly { readonly docId: number; readonly passages: readonly TextSpan[] }[];
  /** One vector per passage, row-major `[passages of all documents, dimensions]`. Transferred, not copied. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  readonly precision: IndexPrecision;
  /** Whether they are the interim model's: held beside the others, and never stored. */
  readonly interim?: true;
}

/** Where vectors are stored for the next visit. */
export interface PersistOptions {
  readonly name: string;
  readonly space: string;
  readonly dimensions: number;
  readonly precision: IndexPrecision;
}

/** Why vectors are not stored, if so. */
export interface PersistOutput {
  readonly persistError?: WireError;
}

/** A search, as the page asks the worker for it. */
export interface SearchMessage {
  readonly query: string;
  /** The query's vector, if it is computed already. */
  readonly vector?: Float32Array;
  /** Whether `vector` is the interim model's, and compared with its vectors. */
  readonly interim?: true;
  /** Whether the vector is still being computed, and comes by `setQueryVector`: until then the search reports its lexical hits. */
  readonly awaitsVector?: boolean;
  readonly mode: SearchMode;
  readonly limit: number;
  readonly minScore: number;
  /** Hits whose relevance is known and lower are left out. */
  readonly minRelevance?: number;
  /** Treat the last term as a prefix. */
  readonly prefix: boolean;
  readonly fusion: Fusion;
  /** The share of meaning in a hybrid search. */
  readonly semanticWeight: number;
  /** The documents that may be found, if not all. */
  readonly allowed?: Uint32Array;
  /** Documents to compute facet counts over, allowed or not, or `'all'`. Hits are those of them that are allowed. */
  readonly counted?: Uint32Array | 'all';
  /** Lexical hits of another engine, in place of the worker's BM25. */
  readonly lexicalHits?: LexicalHits;
  /** The number of the search, to cancel it or to send its vector by. */
  readonly searchId: number;
}

/** A document that was found. */
export interface DocumentHit extends HitBase {
  readonly docId: number;
}

export interface SearchOutput {
  readonly hits: readonly DocumentHit[];
  /** How many hits there would be without a limit. */
  readonly total: number;
  readonly fusion: Fusion | 'none';
  /** The documents of `SearchMessage.counted` that are found. */
  readonly counted?: Uint32Array;
  /** The cosines of pairs of documents, where there is a vector and enough documents to tell. */
  readonly backgroundSimilarity?: ScoreStats;
}

/** What the worker of a search index can do. */
export type SearchMethods = {
  /** The language of all texts, as a tag (BCP 47). Fails where its stemmer cannot be loaded; words are then found as they are. */
  readonly setLanguage: { readonly input: { readonly language: string }; readonly output: object };
  readonly put: {
    /** `indexWords`: whether the worker builds a lexical index of the texts. */
    readonly input: { readonly documents: readonly NewDocument[]; readonly indexWords: boolean };
    readonly output: object;
  };
  readonly remove: { readonly input: { readonly docIds: readonly number[] }; readonly output: object };
  readonly putVectors: { readonly input: NewVectors; readonly output: PersistOutput };
  readonly persistVectors: { readonly input: PersistOptions; readonly output: object };
  readonly restoreVectors: {
    readonly input: { readonly docIds: readonly number[] };
    readonly output: PersistOutput & { readonly found: readonly number[] };
  };
  /** Queries that have nothing to do with the index; none where their vectors are stored. */
  readonly readCalibration: {
    readonly input: { readonly dimensions: number };
    readonly output: { readonly texts: readonly string[] };
  };
  /** Their vectors, row-major; none where they are stored. Answers when the index is measured by them. */
  readonly putCalibration: {
    readonly input: { readonly data: Float32Array<ArrayBuffer>; readonly dimensions: number };
    readonly output: object;
  };
  readonly compact: { readonly input: object; readonly output: object };
  readonly prune: { readonly input: object; readonly output: PersistOutput };
  /** `interim`: those of the interim model only. */
  readonly clearVectors: { readonly input: { readonly interim?: true }; readonly output: object };
  readonly vectorOf: {
    readonly input: { readonly docId: number };
    readonly output: { readonly vector?: Float32Array };
  };
  /** Reads a file that `writeFile` wrote, and holds it until it is closed. */
  readonly openFile: {
    readonly input: { readonly url: string } | { readonly file: Uint8Array };
    readonly output: { readonly space: string; readonly items: number; readonly language?: string };
  };
  /** A range of the open file's items, as JSON. */
  readonly readItems: {
    readonly input: { readonly from: number; readonly to: number };
    readonly output: { readonly items: readonly string[] };
  };
  /** Puts documents that are the open file's items, from one on; those whose texts are the file's get its vectors. */
  readonly importDocuments: {
    readonly input: {
      readonly from: number;
      readonly documents: readonly NewDocument[];
      readonly precision: IndexPrecision;
    };
    readonly output: { readonly imported: readonly number[] };
  };
  /** `indexWords`: whether the worker builds a lexical index of the texts. */
  readonly closeFile: { readonly input: { readonly indexWords: boolean }; readonly output: object };
  readonly writeFile: {
    readonly input: {
      readonly space: string;
      readonly docIds: readonly number[];
      /** As JSON, in the order of documents. */
      readonly items: readonly string[];
      readonly precision: FilePrecision;
      /** The language of the texts, a BCP 47 tag. */
      readonly language?: string;
    };
    readonly output: { readonly file: Uint8Array };
  };
  readonly search: {
    readonly input: SearchMessage;
    /** The lexical hits of a search that awaits its vector. */
    readonly progress: SearchOutput;
    readonly output: SearchOutput;
  };
  /** The vector that a search awaits; without one, its lexical hits are the answer. */
  readonly setQueryVector: {
    readonly input: Pick<SearchMessage, 'searchId' | 'vector' | 'interim'> &
      Partial<Pick<SearchMessage, 'semanticWeight'>>;
    readonly output: object;
  };
  readonly cancel: { readonly input: { readonly searchId: number }; readonly output: object };
  /** Coordinates of vectors in a plane, by their principal components. Of no index. */
  readonly pca2d: {
    readonly input: { readonly data: Float32Array; readonly dimensions: number };
    readonly output: { readonly data: Float32Array };
  };
  readonly measureRecall: {
    readonly input: { readonly samples: number };
    readonly output: { readonly recall: number };
  };
};
