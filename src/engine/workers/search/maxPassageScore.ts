import type { Scores } from '../../ranking/fusion.js';
import type { TextSpan } from '../../search/resultTypes.js';
import type { Rescorer } from './Rescorer.js';

/** How close documents are, and by which passage. */
export interface Closest {
  readonly scores: Scores;
  readonly passageOf: (docRow: number) => TextSpan | undefined;
  /** Makes the scores of these documents exact. @returns whether any was not */
  readonly rescoreAll: (documents: readonly number[]) => boolean;
}

/** The passages of documents, each a row. */
export interface Passages {
  /** How many documents there are. */
  readonly documents: number;
  /** The document's row for each passage; negative for none. */
  readonly docRowOf: Int32Array;
  readonly rowsOf: (docRow: number) => readonly number[];
  readonly spanOf: (row: number) => TextSpan | undefined;
}

/**
 * A document is as close as its closest passage.
 * @param products of the rows with a query
 * @param exact computes a product in float32, where `products` are approximate
 */
export function maxPassageScores(
  products: Float32Array,
  passages: Passages,
  exact: Rescorer | undefined,
): Closest {
  const { documents, docRowOf, spanOf } = passages;
  const scores = new Float32Array(documents).fill(Number.NaN);
  for (let row = 0; row < products.length; row += 1) {
    const docRow = docRowOf[row] as number;
    const product = products[row] as number;
    if (docRow >= 0 && docRow < documents && !(product <= (scores[docRow] as number)))
      scores[docRow] = product; // the first, or a better one
  }
  const wasThere = (row: number) => row < products.length; // others came meanwhile
  const rowsOf = (docRow: number) => passages.rowsOf(docRow).filter(wasThere);
  return {
    scores,
    passageOf: (docRow) => {
      const best = rowsOf(docRow).find((row) => products[row] === scores[docRow]);
      return best === undefined ? undefined : spanOf(best);
    },
    rescoreAll: (some) => {
      let isChanged = false;
      for (const docRow of exact ? some : []) {
        const rows = rowsOf(docRow);
        for (const row of rows) if (exact?.make(row)) isChanged = true;
        if (rows.length > 0) scores[docRow] = Math.max(...rows.map((row) => products[row] as number));
      }
      return isChanged;
    },
  };
}
