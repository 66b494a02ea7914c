import type { NewDocument } from '../rpc/searchProtocol.js';
import type { LexicalEngine } from './optionTypes.js';

/** As much of a `MiniSearch` as is used: any version 7 is one. */
export interface MiniSearchLike {
  has(id: number): boolean;
  addAll(documents: readonly Readonly<Record<string, unknown>>[]): void;
  discardAll(ids: readonly number[]): void;
  search(query: string, options?: Readonly<Record<string, unknown>>): readonly MiniSearchHit[];
}

export interface MiniSearchHit {
  // MiniSearch has it so
  // biome-ignore lint/suspicious/noExplicitAny: its ids are of any type; here they are the numbers that were put in
  readonly id: any;
  readonly score: number;
  /** The words of the documents that matched. */
  readonly terms: readonly string[];
}

/**
 * Searches by words with MiniSearch, which forgives misspelt words, in place of the built-in BM25:
 * `lexical: fromMiniSearch(new MiniSearch({ fields: ['text', 'title'] }), { fuzzy: 0.2 })`. Its field `text` is the item's
 * text, the others are the index's `fields`. The index owns what is in it.
 * @param options of its searches; `prefix` is the search's own
 */
export function fromMiniSearch(
  engine: MiniSearchLike,
  options: Readonly<Record<string, unknown>> = {},
): LexicalEngine {
  const remove = (docIds: readonly number[]) =>
    engine.discardAll(docIds.filter((docId) => engine.has(docId)));
  return {
    put(documents) {
      remove(documents.map(({ docId }) => docId));
      engine.addAll(documents.map(fieldsOf));
    },
    remove,
    search(query, { prefix }) {
      const isLast = (_: string, i: number, terms: readonly string[]) => i === terms.length - 1;
      const hits = engine.search(query, { ...options, prefix: prefix && isLast });
      return {
        docIds: hits.map(({ id }) => id),
        scores: hits.map(({ score }) => score),
        terms: [...new Set(hits.flatMap(({ terms }) => terms))],
      };
    },
  };
}

function fieldsOf({ docId, text, fields = [] }: NewDocument): Readonly<Record<string, unknown>> {
  return { ...Object.fromEntries(fields.map((field) => [field.name, field.text])), id: docId, text };
}
