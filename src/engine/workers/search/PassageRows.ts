import type { TextSpan } from '../../search/resultTypes.js';

/** In the place of a document's row: the row of the matrix is free. */
export const NO_DOCUMENT = -1;
const INITIAL_ROWS = 1_024;

/** Which rows of a matrix are passages of which document, and where these lie in its text. */
export class PassageRows {
  #rowsOf = new Map<number, readonly number[]>();
  readonly #spans: TextSpan[] = [];
  #docRows = new Int32Array(INITIAL_ROWS);
  readonly #free: number[] = [];

  /** How many documents have passages. */
  get documents(): number {
    return this.#rowsOf.size;
  }

  /** How many rows are free. */
  get free(): number {
    return this.#free.length;
  }

  /** For each row, the row of its document, or `NO_DOCUMENT`. */
  get docRows(): Int32Array {
    return this.#docRows;
  }

  docRowOf(row: number): number {
    return this.#docRows[row] as number;
  }

  /** The rows of a document's passages, in the order of its text. */
  rowsOf(docRow: number): readonly number[] | undefined {
    return this.#rowsOf.get(docRow);
  }

  spanOf(row: number): TextSpan | undefined {
    return this.#spans[row];
  }

  /** The first row of each document. */
  firstRows(): number[] {
    return Array.from(this.#rowsOf.values(), ([row]) => row).filter((row) => row !== undefined);
  }

  /**
   * Gives the passages of a document their rows: free ones, then new ones.
   * @param next the number of the next new row
   * @param write writes a passage's vector into its row, which counts only once that is done
   */
  put(
    docRow: number,
    passages: readonly TextSpan[],
    next: number,
    write: (row: number, passage: number) => void,
  ): void {
    let end = next;
    const rows = passages.map((span, passage) => {
      const row = this.#free.pop() ?? end++;
      write(row, passage);
      this.#set(row, docRow, span);
      return row;
    });
    this.#rowsOf.set(docRow, rows);
  }

  #set(row: number, docRow: number, span: TextSpan): void {
    while (row >= this.#docRows.length) this.#docRows = doubled(this.#docRows);
    this.#docRows[row] = docRow;
    this.#spans[row] = span;
  }

  /** @returns whether the document had passages */
  remove(docRow: number): boolean {
    const rows = this.#rowsOf.get(docRow);
    if (!rows) return false;
    for (const row of rows) {
      this.#docRows[row] = NO_DOCUMENT;
      this.#free.push(row);
    }
    return this.#rowsOf.delete(docRow);
  }

  /** Gives all documents other numbers. */
  renumber(numbers: Int32Array): void {
    const rowsOf = new Map<number, readonly number[]>();
    for (const [docRow, rows] of this.#rowsOf) {
      const number = numbers[docRow] as number;
      rowsOf.set(number, rows);
      for (const row of rows) this.#docRows[row] = number;
    }
    this.#rowsOf = rowsOf;
  }

  /** The same passages without free rows. @param move gives a row another number, from 0 on */
  compacted(move: (row: number) => number): PassageRows {
    const compacted = new PassageRows();
    for (const [docRow, rows] of this.#rowsOf) {
      const moved = rows.map((row) => {
        const newRow = move(row);
        compacted.#set(newRow, docRow, this.#spans[row] as TextSpan);
        return newRow;
      });
      compacted.#rowsOf.set(docRow, moved);
    }
    return compacted;
  }
}

function doubled(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
