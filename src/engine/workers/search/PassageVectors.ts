import { EmbedError } from '../../errors.js';
import { l2Normalize } from '../../math/l2.js';
import type { ScoreStats } from '../../ranking/fusion.js';
import { MIN_DOCUMENTS, scoreStats } from '../../ranking/fusion.js';
import type { IndexPrecision } from '../../rpc/searchProtocol.js';
import type { TextSpan } from '../../search/resultTypes.js';
import type { StoredVectors } from '../../storage/vectorPage.js';
import { nextTask } from '../../utils/promises.js';
import { ByteRows } from './ByteRows.js';
import { createKernel } from './kernel.js';
import { ByteMatrix, type ErrorBound, FloatMatrix, MAX_DIMENSIONS, type Matrix } from './matrix.js';
import { type Closest, maxPassageScores } from './maxPassageScore.js';
import { NO_DOCUMENT, PassageRows } from './PassageRows.js';
import { PlainMatrix } from './PlainMatrix.js';
import { Rescorer } from './Rescorer.js';
import { cosinesOfPairs, recallOfBytes } from './samples.js';

/** From so many rows on, `auto` finds candidates by bytes. */
const ROWS_THRESHOLD = 50_000;
/** With fewer rows per wanted document than this, all products are computed in floats: it would take as long. */
const ROWS_PER_CANDIDATE = 8;
/** Numbers between looking whether the search is still wanted: with SIMD ten milliseconds or less. */
const SLICE = 40_000_000;

/** So many rows that are free are never taken out: it would take longer than to multiply them. */
const FREE_ROWS_THRESHOLD = 1_024;

/** Which documents are wanted. */
export interface Wanted {
  /** How many there are. */
  readonly documents: number;
  /** So many of the closest have exact scores. */
  readonly limit: number;
  /** Among which they are. */
  readonly isAllowed: (docRow: number) => boolean;
  readonly isCancelled: () => boolean;
}

/** As the index has it; `rescored` is what `auto` does with many rows. */
export type RowPrecision = IndexPrecision | 'rescored';

/** The vectors of passages, each a row; a document has one or several. */
export class PassageVectors {
  readonly dimensions: number;
  #matrix: Matrix;
  readonly #precision: RowPrecision;
  #rows = new PassageRows();
  #bytes: ByteMatrix | undefined;
  /** For each search that goes on: the rows that were written since it began. */
  readonly #rewritten = new Set<Set<number>>();
  #backgroundSimilarity: ScoreStats | undefined;
  #changes = 0;

  constructor(dimensions: number, precision: RowPrecision) {
    if (!(dimensions > 0 && dimensions <= MAX_DIMENSIONS))
      throw new EmbedError('invalid-input', `Vectors of ${dimensions} numbers cannot be searched.`);
    this.dimensions = dimensions;
    this.#precision = precision;
    this.#matrix = newMatrix(dimensions, precision);
  }

  /** Vectors of length 1, row-major. */
  put(docRow: number, passages: readonly TextSpan[], vectors: Float32Array): void {
    this.remove(docRow);
    this.#rows.put(docRow, passages, this.#matrix.rows, (row, passage) => {
      const vector = vectors.subarray(passage * this.dimensions, (passage + 1) * this.dimensions);
      this.#matrix.set(row, vector);
      this.#bytes?.set(row, vector);
      for (const rewritten of this.#rewritten) rewritten.add(row);
    });
    this.#backgroundSimilarity = undefined;
    this.#changes += 1;
  }

  remove(docRow: number): void {
    if (!this.#rows.remove(docRow)) return;
    this.#backgroundSimilarity = undefined;
    this.#changes += 1;
  }

  /** Gives all documents other numbers. Not while something is searched. */
  renumber(numbers: Int32Array): void {
    this.#rows.renumber(numbers);
  }

  /** Gives the memory of vectors that have gone back, where they are most of them. Not while something is searched. */
  compact(): void {
    const { free } = this.#rows;
    const used = this.#matrix.rows - free;
    if (free <= Math.max(used, FREE_ROWS_THRESHOLD)) return;
    const matrix = newMatrix(this.dimensions, this.#precision);
    this.#rows = this.#rows.compacted((row) => {
      const newRow = matrix.rows;
      matrix.set(newRow, this.#matrix.view(row));
      return newRow;
    });
    this.#matrix = matrix;
    this.#bytes = undefined; // made again when there are many
  }

  /** The passages of a document, and copies of their vectors, row-major. */
  of(docRow: number): StoredVectors | undefined {
    const rows = this.#rows.rowsOf(docRow);
    if (!rows) return undefined;
    const vectors = new Float32Array(rows.length * this.dimensions);
    for (const [i, row] of rows.entries()) vectors.set(this.#matrix.view(row), i * this.dimensions);
    return { passages: rows.map((row) => this.#rows.spanOf(row) as TextSpan), vectors };
  }

  first(docRow: number): Float32Array | undefined {
    const [row] = this.#rows.rowsOf(docRow) ?? [];
    return row === undefined ? undefined : this.#matrix.get(row);
  }

  /**
   * The cosine of each document's closest passage to a query. In int8 they are approximate for all, and exact for the closest
   * that are wanted: no other can be closer.
   */
  async score(query: Float32Array, wanted: Wanted): Promise<Closest> {
    const vector = l2Normalize(query);
    const bytes = wanted.limit * ROWS_PER_CANDIDATE < this.#matrix.rows ? this.#bytesIfMany() : undefined;
    const { products, errorBound } = await this.#multiply(vector, bytes, wanted.isCancelled);
    const docRowOf = (row: number) => this.#rows.docRowOf(row);
    const exact =
      errorBound && new Rescorer(products, (row) => this.#matrix.multiply(vector, row, row + 1, products));
    if (exact && errorBound) {
      const isWanted = (row: number) => docRowOf(row) !== NO_DOCUMENT && wanted.isAllowed(docRowOf(row));
      exact.rescoreTopK({ limit: wanted.limit, isWanted, docRowOf, errorBound });
    }
    const passages = {
      documents: wanted.documents,
      docRowOf: this.#rows.docRows,
      rowsOf: (docRow: number) => this.#rows.rowsOf(docRow) ?? [],
      spanOf: (row: number) => this.#rows.spanOf(row),
    };
    return maxPassageScores(products, passages, exact);
  }

  /** The products of all rows, in slices: others may search, and write, between them. */
  async #multiply(
    vector: Float32Array,
    bytes: ByteMatrix | undefined,
    isCancelled: Wanted['isCancelled'],
  ): Promise<{ products: Float32Array; errorBound: ErrorBound | undefined }> {
    const { rows } = this.#matrix;
    const products = new Float32Array(rows);
    const slice = Math.ceil(SLICE / this.dimensions);
    const rewritten = new Set<number>();
    this.#rewritten.add(rewritten);
    let errorBound: ErrorBound | undefined;
    try {
      for (let from = 0; from < rows; from += slice) {
        if (from > 0) await nextTask();
        throwIfCancelled(isCancelled);
        const to = Math.min(from + slice, rows);
        if (bytes) errorBound = bytes.multiply(vector, from, to, products);
        else this.#matrix.multiply(vector, from, to, products);
      }
    } finally {
      this.#rewritten.delete(rewritten);
    }
    for (const row of rewritten) if (row < rows) this.#matrix.multiply(vector, row, row + 1, products);
    return { products, errorBound };
  }

  /** Grows with each document that is put or removed. */
  get changes(): number {
    return this.#changes;
  }

  /** The cosine of the closest row of some documents to a vector of length 1: in milliseconds, without a pause. */
  best(vector: Float32Array, isAllowed: (docRow: number) => boolean): number {
    const { rows } = this.#matrix;
    const products = new Float32Array(rows);
    this.#matrix.multiply(vector, 0, rows, products);
    const { docRows } = this.#rows;
    let best = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      const product = products[row] as number;
      const docRow = docRows[row] as number;
      if (product > best && docRow !== NO_DOCUMENT && isAllowed(docRow)) best = product;
    }
    return best;
  }

  /** How many rows there are, with those that are free. */
  get rows(): number {
    return this.#matrix.rows;
  }

  /** The cosines of pairs of documents, a sample of them; `undefined` for few documents, or such that are all alike. */
  get backgroundSimilarity(): ScoreStats | undefined {
    if (this.#rows.documents < MIN_DOCUMENTS) return undefined;
    this.#backgroundSimilarity ??= scoreStats(cosinesOfPairs(this.#matrix, this.#rows.firstRows()));
    return this.#backgroundSimilarity.stdDev > 0 ? this.#backgroundSimilarity : undefined;
  }

  /**
   * Share of the ten nearest rows that a search by bytes finds, over some rows as queries. Of int8 alone it is 1: there is nothing
   * closer to compare it with.
   */
  measureRecall(samples: number): number {
    const bytes = this.#precision === 'int8' ? undefined : this.#byteMatrix();
    if (!bytes || this.#matrix.rows === 0) return 1;
    const isTaken = (row: number) => this.#rows.docRowOf(row) !== NO_DOCUMENT;
    return recallOfBytes(this.#matrix, bytes, isTaken, samples);
  }

  #bytesIfMany(): ByteMatrix | undefined {
    const isWanted =
      this.#precision === 'rescored' || (this.#precision === 'auto' && this.#matrix.rows >= ROWS_THRESHOLD);
    return isWanted ? this.#byteMatrix() : undefined;
  }

  #byteMatrix(): ByteMatrix | undefined {
    const kernel = this.#bytes ? undefined : createKernel();
    if (!kernel) return this.#bytes;
    const bytes = new ByteMatrix(kernel, this.dimensions);
    for (let row = 0; row < this.#matrix.rows; row += 1) bytes.set(row, this.#matrix.view(row));
    this.#bytes = bytes;
    return bytes;
  }
}

function newMatrix(dimensions: number, precision: RowPrecision): Matrix {
  const kernel = createKernel();
  if (kernel && precision === 'int8') return new ByteRows(kernel, dimensions);
  return kernel ? new FloatMatrix(kernel, dimensions) : new PlainMatrix(dimensions);
}

/** Ends a search that was cancelled. */
export function throwIfCancelled(isCancelled: () => boolean): void {
  if (isCancelled()) throw new DOMException('This search was aborted.', 'AbortError');
}
