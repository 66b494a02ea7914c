import type { NewDocument } from '../../rpc/searchProtocol.js';
import type { StoredVectors } from '../../storage/vectorPage.js';
import { digestBytesOfTexts } from '../../utils/sha256Sync.js';
import type { IndexFile } from './indexTables.js';
import { DIGEST_BYTES } from './indexTables.js';

/** An index's file while its items become documents. */
export class IndexImport {
  readonly file: IndexFile;
  readonly #documents: NewDocument[] = [];
  /** The row at which the vectors of each item begin. */
  readonly #rows: readonly number[];
  #imported = 0;

  constructor(file: IndexFile) {
    this.file = file;
    const rows = [0];
    for (const [i, passages] of file.passages.entries()) rows.push((rows[i] as number) + passages.length);
    this.#rows = rows;
  }

  /** The documents that the file's items have become so far, in the order of items. */
  get documents(): readonly NewDocument[] {
    return this.#documents;
  }

  /** Whether all documents have the texts of the file, so that its words are theirs. */
  get isComplete(): boolean {
    return this.#imported === this.file.items.length;
  }

  /** The vectors of an item that became a document, if that has the same texts. */
  take(item: number, document: NewDocument): StoredVectors | undefined {
    this.#documents.push(document);
    const at = item * DIGEST_BYTES;
    const digest = digestOf(document);
    if (digest.some((byte, i) => byte !== this.file.digests[at + i])) return undefined;
    this.#imported += 1;
    const passages = this.file.passages[item] ?? [];
    const isInside = passages.every(({ end }) => end <= document.text.length);
    if (passages.length === 0 || !isInside) return undefined; // it has no vectors yet, or those of another text
    const { dimensions, vectors } = this.file;
    const [start, end] = [this.#rows[item] as number, this.#rows[item + 1] as number];
    return { passages, vectors: vectors.slice(start * dimensions, end * dimensions) };
  }
}

/** The digests of documents, row-major. */
export function digestsOf(documents: readonly (NewDocument | undefined)[]): Uint8Array {
  const digests = new Uint8Array(documents.length * DIGEST_BYTES);
  for (const [i, document] of documents.entries())
    if (document) digests.set(digestOf(document), i * DIGEST_BYTES);
  return digests;
}

/** 128 bits of a digest of all texts of a document. */
function digestOf({ text, fields = [] }: NewDocument): Uint8Array {
  const texts = fields.flatMap(({ name, text, weight, semantic }) => [
    ...[name, text, String(weight)],
    ...(semantic ? ['semantic'] : []),
  ]);
  return digestBytesOfTexts([text, ...texts]).subarray(0, DIGEST_BYTES);
}
