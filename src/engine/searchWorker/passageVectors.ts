import { EmbedError } from '../errors.js';
import { nextTask } from '../promises.js';
import type { Precision, Span, Spread } from '../search/protocol.js';
import { unit } from '../search/unit.js';
import { createKernel } from './kernel.js';
import { ByteMatrix, FloatMatrix, LONGEST_VECTOR, type Matrix, PlainMatrix } from './matrix.js';
import { bestOf, FEW_DOCUMENTS, type Scores, spreadOf } from './ranking.js';
import type { KeptVectors } from './vectorStore.js';

/** From so many rows on, `auto` finds candidates by bytes. */
const MANY_ROWS = 50_000;
/** For each document wanted, so many rows are scored again in floats. */
const CANDIDATES = 8;
const LEAST_CANDIDATES = 100;
/** Rows between looking whether the search is still wanted: about a millisecond and a half. */
const SLICE = 32_768;

/** So many pairs tell mean and deviation to about a fiftieth of the deviation, in a millisecond or two. */
const PAIRS = 2_000;

const NO_DOCUMENT = -1;

/** How close documents are, and by which passage. */
export interface Closest {
  readonly scores: Scores;
  readonly passageOf: (document: number) => Span | undefined;
}

/** The vectors of passages, each a row; a document has one or several. */
export class PassageVectors {
  readonly dimensions: number;
  readonly #matrix: Matrix;
  readonly #precision: Precision;
  readonly #rowsOf = new Map<number, readonly number[]>();
  readonly #spans: Span[] = [];
  #bytes: ByteMatrix | undefined;
  #documentOf = new Int32Array(1_024);
  #free: number[] = [];
  #pairs: Spread | undefined;

  constructor(dimensions: number, precision: Precision) {
    if (!(dimensions > 0 && dimensions <= LONGEST_VECTOR))
      throw new EmbedError('invalid-input', `Vectors of ${dimensions} numbers cannot be searched.`);
    const kernel = createKernel();
    this.dimensions = dimensions;
    this.#precision = precision;
    this.#matrix = kernel ? new FloatMatrix(kernel, dimensions) : new PlainMatrix(dimensions);
  }

  put(document: number, passages: readonly Span[], vectors: Float32Array): void {
    this.remove(document);
    const rows: number[] = [];
    for (let i = 0; i < passages.length; i += 1) {
      const vector = unit(vectors.subarray(i * this.dimensions, (i + 1) * this.dimensions));
      const row = this.#free.length > 0 ? (this.#free.pop() as number) : this.#matrix.rows;
      this.#matrix.set(row, vector);
      this.#bytes?.set(row, vector);
      if (row >= this.#documentOf.length) this.#documentOf = doubled(this.#documentOf);
      this.#documentOf[row] = document;
      this.#spans[row] = passages[i] as Span;
      rows.push(row);
    }
    this.#rowsOf.set(document, rows);
    this.#pairs = undefined;
  }

  remove(document: number): void {
    const rows = this.#rowsOf.get(document);
    if (!rows) return;
    for (const row of rows) {
      this.#documentOf[row] = NO_DOCUMENT;
      this.#free.push(row);
    }
    this.#rowsOf.delete(document);
    this.#pairs = undefined;
  }

  /** The passages of a document, and copies of their vectors, one behind the other. */
  of(document: number): KeptVectors | undefined {
    const rows = this.#rowsOf.get(document);
    if (!rows) return undefined;
    const vectors = new Float32Array(rows.length * this.dimensions);
    for (const [i, row] of rows.entries()) vectors.set(this.#matrix.get(row), i * this.dimensions);
    return { passages: rows.map((row) => this.#spans[row] as Span), vectors };
  }

  first(document: number): Float32Array | undefined {
    const [row] = this.#rowsOf.get(document) ?? [];
    return row === undefined ? undefined : this.#matrix.get(row);
  }

  /** The cosine of each document's closest passage to a query, for so many documents. */
  async score(
    query: Float32Array,
    documents: number,
    limit: number,
    isCancelled: () => boolean,
  ): Promise<Closest> {
    const { rows } = this.#matrix;
    const vector = unit(query);
    const bytes = this.#bytesIfMany();
    const products = new Float32Array(rows);
    for (let from = 0; from < rows; from += SLICE) {
      if (from > 0) await nextTask();
      if (isCancelled()) throw new EmbedError('invalid-input', 'This search was given up.');
      (bytes ?? this.#matrix).multiply(vector, from, Math.min(from + SLICE, rows), products);
    }
    if (bytes) this.#scoreAgain(vector, products, limit);
    return this.#closest(products, documents);
  }

  /** The cosines of pairs of documents, a sample of them; `undefined` for few documents, or such that are all alike. */
  get pairs(): Spread | undefined {
    if (this.#rowsOf.size < FEW_DOCUMENTS) return undefined;
    this.#pairs ??= spreadOf(this.#sampleOfPairs());
    return this.#pairs.deviation > 0 ? this.#pairs : undefined;
  }

  #sampleOfPairs(): Float32Array {
    const rows = Array.from(this.#rowsOf.values(), ([row]) => row).filter((row) => row !== undefined);
    const products = new Float32Array(this.#matrix.rows);
    const step = Math.max(Math.floor(rows.length / Math.sqrt(PAIRS)), 1);
    const some = rows.filter((_, i) => i % step === 0);
    const cosines: number[] = [];
    for (const [i, row] of some.entries()) {
      const vector = this.#matrix.get(row);
      for (const other of some.slice(i + 1)) {
        this.#matrix.multiply(vector, other, other + 1, products);
        cosines.push(products[other] as number);
      }
    }
    return Float32Array.from(cosines);
  }

  measureRecall(samples: number): number {
    const bytes = this.#byteMatrix();
    const { rows } = this.#matrix;
    if (!bytes || rows === 0) return 1;
    const isTaken = (row: number) => this.#documentOf[row] !== NO_DOCUMENT;
    const [exact, near] = [new Float32Array(rows), new Float32Array(rows)];
    let [found, wanted] = [0, 0];
    for (let i = 0; i < samples; i += 1) {
      const query = this.#matrix.get(Math.floor((i * rows) / samples));
      this.#matrix.multiply(query, 0, rows, exact);
      bytes.multiply(query, 0, rows, near);
      this.#scoreAgain(query, near, 10);
      const nearest = bestOf(exact, 10, isTaken);
      const same = new Set(bestOf(near, 10, isTaken));
      found += nearest.filter((row) => same.has(row)).length;
      wanted += nearest.length;
    }
    return found / wanted;
  }

  #bytesIfMany(): ByteMatrix | undefined {
    const isWanted =
      this.#precision === 'int8' || (this.#precision === 'auto' && this.#matrix.rows >= MANY_ROWS);
    return isWanted ? this.#byteMatrix() : undefined;
  }

  #byteMatrix(): ByteMatrix | undefined {
    const kernel = this.#bytes ? undefined : createKernel();
    if (!kernel) return this.#bytes;
    const bytes = new ByteMatrix(kernel, this.dimensions);
    for (let row = 0; row < this.#matrix.rows; row += 1) bytes.set(row, this.#matrix.get(row));
    this.#bytes = bytes;
    return bytes;
  }

  /** Puts exact products in the place of the best of those by bytes. */
  #scoreAgain(query: Float32Array, products: Float32Array, limit: number): void {
    const candidates = Math.max(limit * CANDIDATES, LEAST_CANDIDATES);
    for (const row of bestOf(products, candidates, (row) => this.#documentOf[row] !== NO_DOCUMENT))
      this.#matrix.multiply(query, row, row + 1, products);
  }

  #closest(products: Float32Array, documents: number): Closest {
    const scores = new Float32Array(documents).fill(Number.NaN);
    const rows = new Int32Array(documents);
    for (let row = 0; row < products.length; row += 1) {
      const document = this.#documentOf[row] as number;
      if (document === NO_DOCUMENT || document >= documents) continue;
      const product = products[row] as number;
      if (product <= (scores[document] as number)) continue; // never true of NaN
      scores[document] = product;
      rows[document] = row;
    }
    return {
      scores,
      passageOf: (document) => {
        const isThere = !Number.isNaN(scores[document] as number);
        return isThere ? this.#spans[rows[document] as number] : undefined;
      },
    };
  }
}

function doubled(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
