import { EmbedError } from '../../errors.js';
import { GONE } from '../../ranking/DocumentSlots.js';
import type { IndexPrecision, NewDocument, SearchMethods } from '../../rpc/searchProtocol.js';
import { joined } from '../../storage/vectorPage.js';
import type { DocumentTable } from './DocumentTable.js';
import type { IndexedDocuments } from './IndexedDocuments.js';
import { digestsOf, IndexImport } from './IndexImport.js';
import type { IndexVectors } from './IndexVectors.js';
import { readIndexFile } from './readIndexFile.js';
import { writeIndexFile } from './writeIndexFile.js';

/** What an index is made of. */
export interface IndexParts {
  readonly table: DocumentTable;
  readonly documents: IndexedDocuments;
  readonly vectors: IndexVectors;
}

/** Files of an index: one is opened, its items become documents in parts, and it is closed; or one is written. */
export class IndexFiles {
  readonly #parts: IndexParts;
  #import: IndexImport | undefined;

  constructor(parts: IndexParts) {
    this.#parts = parts;
  }

  /** Opens a file, to import what it holds. @returns what is in it */
  async open(bytes: Uint8Array): Promise<IndexImport> {
    this.#import = new IndexImport(await readIndexFile(bytes));
    return this.#import;
  }

  /** Items of the open file as JSON, from one up to another. */
  items(from: number, to: number): readonly string[] {
    return this.#current.file.items.slice(from, to);
  }

  /** Puts items of the open file, `from` one on. @returns those whose texts are the file's, so that its vectors are theirs */
  importDocuments(from: number, documents: readonly NewDocument[], precision: IndexPrecision): number[] {
    const { table, documents: all, vectors } = this.#parts;
    const indexImport = this.#current;
    const { dimensions } = indexImport.file;
    all.put(documents, false);
    const imported: number[] = [];
    for (const [i, document] of documents.entries()) {
      const stored = indexImport.take(from + i, document);
      if (!stored) continue;
      const row = table.rowOf(document.docId) as number; // it was just put there
      vectors.putImported(row, stored, { dimensions, precision });
      imported.push(document.docId);
    }
    return imported;
  }

  /** All items of the open file are here: their words can be searched. */
  close(indexWords: boolean): void {
    const { table, documents: all } = this.#parts;
    const { documents, isComplete, file } = this.#current;
    this.#import = undefined;
    if (!indexWords) return;
    const current = documents.filter((put) => table.get(put.docId) === put); // others changed meanwhile
    const isSame = isComplete && current.length === documents.length;
    all.addWords(
      current.map(({ docId }) => docId),
      isSame ? file.words : undefined,
    );
  }

  get #current(): IndexImport {
    if (this.#import) return this.#import;
    throw new EmbedError('index-load-failed', 'No file of an index is open.');
  }

  /** A file of some documents; `items` are they as JSON. */
  write({ precision, docIds, ...facts }: SearchMethods['writeFile']['input']): Promise<Uint8Array> {
    const { table, documents, vectors } = this.#parts;
    documents.readWords();
    const rows = docIds.map((docId) => table.rowOf(docId) ?? GONE);
    const stored = rows.map((row) => vectors.own?.of(row));
    const content = {
      ...facts,
      dimensions: vectors.own?.dimensions ?? 0,
      digests: digestsOf(docIds.map((docId) => table.get(docId))),
      words: documents.words.exportWords(rows),
      passages: stored.map((own) => own?.passages ?? []),
      vectors: joined(stored.flatMap((own) => own ?? [])),
    };
    return writeIndexFile(content, precision);
  }
}
