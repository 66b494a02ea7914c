import { l2NormalizeRows } from '../../math/l2.js';
import { fitNullDistribution, type NullDistribution } from '../../ranking/relevance.js';
import type { PassageVectors } from './PassageVectors.js';

/** In an index with more rows a filter is measured by all items: its own distribution would take too long during a search. */
const ROWS_OF_FILTER = 4_000;
/** In an index with more rows fewer calibration queries do: a sixteenth of the time of all of them. */
const ROWS_THRESHOLD = 20_000;
const SAMPLED_QUERIES = 64;
/** Fewer items than this, after a filter, are too few to tell. */
const MIN_ITEMS = 20;
/** When so much of an index has changed it is measured again. */
const MAX_CHANGED_SHARE = 0.1;

/** How close unrelated queries come to the items of an index: what tells whether a hit is evidence. */
export class Calibration {
  readonly #queries: readonly Float32Array[];
  #fit: NullDistribution | undefined;
  #best: number[] = [];
  /** The changes and the rows of the vectors that are measured. */
  #of: { readonly changes: number; readonly rows: number } | undefined;

  /** @param data the vectors of the calibration queries, row-major */
  constructor(data: Float32Array, dimensions: number) {
    const rows = l2NormalizeRows(data, dimensions);
    this.#queries = Array.from({ length: rows.length / dimensions }, (_, i) =>
      rows.subarray(i * dimensions, (i + 1) * dimensions),
    );
  }

  /** Measures one query more. @returns whether there are more */
  step(vectors: PassageVectors): boolean {
    const { changes, rows } = vectors;
    if (!this.#of || changes - this.#of.changes > MAX_CHANGED_SHARE * Math.max(rows, 1)) {
      this.#of = { changes, rows };
      this.#best = [];
    }
    const queries = this.#queriesFor(rows);
    const query = queries[this.#best.length];
    if (!query) return false;
    this.#best.push(vectors.best(query, () => true));
    if (this.#best.length < queries.length) return true;
    this.#fit = fitNullDistribution(this.#best);
    return false;
  }

  /** What hits among some documents are measured by; undefined as long as that is not known. */
  of(vectors: PassageVectors, allowed?: Uint8Array): NullDistribution | undefined {
    if (!allowed || vectors.rows > ROWS_OF_FILTER) return this.#fit;
    if (allowed.reduce((count, one) => count + one, 0) < MIN_ITEMS) return this.#fit;
    const isAllowed = (docRow: number) => allowed[docRow] === 1;
    return fitNullDistribution(this.#queriesFor(vectors.rows).map((query) => vectors.best(query, isAllowed)));
  }

  #queriesFor(rows: number): readonly Float32Array[] {
    if (rows <= ROWS_THRESHOLD) return this.#queries;
    const step = this.#queries.length / SAMPLED_QUERIES;
    return Array.from(
      { length: SAMPLED_QUERIES },
      (_, i) => this.#queries[Math.floor(i * step)] as Float32Array,
    );
  }
}
