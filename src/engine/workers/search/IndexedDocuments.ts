import { Bm25 } from '../../ranking/Bm25.js';
import type { Language } from '../../ranking/language.js';
import type { WordIndex } from '../../ranking/wordIndex.js';
import type { NewDocument } from '../../rpc/searchProtocol.js';
import { areEmbeddedAlike } from '../../utils/embeddedText.js';
import type { DocumentTable } from './DocumentTable.js';
import type { IndexVectors } from './IndexVectors.js';

/** The documents of an index and their words. Vectors go with the texts that they were made of. */
export class IndexedDocuments {
  readonly words = new Bm25();
  readonly #table: DocumentTable;
  readonly #vectors: IndexVectors;
  /** The numbers of documents whose words are not in the index yet. */
  readonly #unread = new Set<number>();
  /** Searches that run: rows stay as they are until none does. */
  #searches = 0;
  #changes = 0;

  constructor(table: DocumentTable, vectors: IndexVectors) {
    this.#table = table;
    this.#vectors = vectors;
  }

  /** Grows with each change of documents, of their rows, and of the words that are read. */
  get changes(): number {
    return this.#changes;
  }

  /** Puts documents here, or in the place of those with their numbers. A vector stays as long as its text does. */
  put(documents: readonly NewDocument[], indexWords: boolean): void {
    this.#changes += 1;
    this.#forgetWords(documents.map(({ docId }) => docId));
    for (const put of documents) {
      const { docId } = put;
      const old = this.#table.get(docId);
      const row = this.#table.put(put);
      if (!areEmbeddedAlike(old, put)) this.#vectors.remove(row);
      if (indexWords) this.#unread.add(docId);
    }
    this.#compactRows();
  }

  remove(docIds: readonly number[]): void {
    this.#changes += 1;
    this.#forgetWords(docIds);
    for (const docId of docIds) {
      const row = this.#table.remove(docId);
      if (row !== undefined) this.#vectors.remove(row);
    }
    this.#compactRows();
  }

  /** The language of all texts, once it is loaded. */
  set language(language: Language | undefined) {
    this.#changes += 1;
    this.words.language = language;
  }

  /** Reads the words of some documents, or of all. @returns whether there are more */
  readWords(count = Number.POSITIVE_INFINITY): boolean {
    if (this.#unread.size > 0) this.#changes += 1;
    let read = 0;
    for (const docId of this.#unread) {
      if (read === count) return true;
      const { text, fields } = this.#table.get(docId) as NewDocument; // those that are removed are not in it
      this.words.add(this.#table.rowOf(docId) as number, text, fields);
      this.#unread.delete(docId);
      read += 1;
    }
    return this.words.prepare(count);
  }

  /** Reads the words of these documents later, or takes `known` for those of all of them, in their order. */
  addWords(docIds: readonly number[], known?: WordIndex): void {
    this.#changes += 1;
    if (known) this.words.importWords(known, this.#rowsOf(docIds));
    else for (const docId of docIds) this.#unread.add(docId);
  }

  /** The words of these documents: those that are read leave their traces until `sweepWords`. */
  #forgetWords(docIds: readonly number[]): void {
    for (const docId of docIds) this.#unread.delete(docId);
    this.words.remove(this.#rowsOf(docIds));
  }

  #rowsOf(docIds: readonly number[]): number[] {
    return docIds.flatMap((docId) => this.#table.rowOf(docId) ?? []);
  }

  /** Takes words of documents that are not here any more out of the index, about so many. @returns whether there are more */
  sweepWords(count: number): boolean {
    return this.words.sweep(count);
  }

  /** Runs a search, during which documents keep their rows. */
  async whileSearching<R>(search: () => Promise<R>): Promise<R> {
    this.#searches += 1;
    try {
      return await search();
    } finally {
      this.#searches -= 1;
      this.#compactRows();
    }
  }

  /** Documents that have gone leave gaps, which a search would read. */
  #compactRows(): void {
    if (this.#searches > 0) return; // they know documents by their rows
    const newRows = this.#table.compact();
    if (newRows) {
      this.#changes += 1;
      this.words.renumber(newRows);
    }
    this.#vectors.compactRows(newRows);
  }
}
