import { bestOf, nextAbove } from '../../ranking/fusion.js';
import type { ErrorBound } from './matrix.js';

/** What is known of rows whose products are approximate. */
export interface NearRows {
  /** How many documents are wanted. */
  readonly limit: number;
  readonly isWanted: (row: number) => boolean;
  readonly docRowOf: (row: number) => number;
  readonly errorBound: ErrorBound;
}

/** Products of rows with a query, approximate at first, of which some are made exact. */
export class Rescorer {
  readonly #products: Float32Array;
  readonly #multiply: (row: number) => void;
  readonly #exact = new Set<number>();

  /** @param multiply writes the exact product of a row to its place in `products` */
  constructor(products: Float32Array, multiply: (row: number) => void) {
    this.#products = products;
    this.#multiply = multiply;
  }

  /** @returns whether it was not exact before */
  make(row: number): boolean {
    if (this.#exact.has(row)) return false;
    this.#multiply(row);
    this.#exact.add(row);
    return true;
  }

  /**
   * Makes the products exact by which documents are the best, so that these are the best by exact products of all: first
   * those that look best, and then those that may be as good as the last of them.
   */
  rescoreTopK({ limit, isWanted, docRowOf, errorBound }: NearRows): void {
    const least = this.#leastOfBest(limit, isWanted, docRowOf);
    const products = this.#products;
    const few = least - errorBound.any; // a look at one number leaves out nearly all
    for (
      let row = nextAbove(products, 0, few);
      row < products.length;
      row = nextAbove(products, row + 1, few)
    )
      if ((products[row] as number) + errorBound.row(row) >= least && isWanted(row)) this.make(row);
  }

  /** The exact product of the last of the documents that look best. */
  #leastOfBest(limit: number, isWanted: NearRows['isWanted'], docRowOf: NearRows['docRowOf']): number {
    for (let count = 2 * limit; ; count *= 4) {
      const rows = bestOf(this.#products, count, isWanted);
      const best = new Map<number, number>();
      for (const row of rows) {
        this.make(row);
        const docRow = docRowOf(row);
        best.set(
          docRow,
          Math.max(best.get(docRow) ?? Number.NEGATIVE_INFINITY, this.#products[row] as number),
        );
      }
      const sorted = [...best.values()].sort((a, b) => b - a);
      if (sorted.length >= limit) return sorted[limit - 1] as number;
      if (rows.length < count) return Number.NEGATIVE_INFINITY; // there are no more
    }
  }
}
