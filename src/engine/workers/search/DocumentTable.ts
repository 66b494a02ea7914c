import { EmbedError } from '../../errors.js';
import { GONE } from '../../ranking/DocumentSlots.js';
import type { NewDocument } from '../../rpc/searchProtocol.js';

/** A posting holds the slot of a document in 23 bits (see `MAX_SLOTS`), and there are as many slots as rows. */
const MAX_ROWS = 2 ** 23;
/** So many gaps are never closed: it would take longer than reading over them. */
const GAPS_THRESHOLD = 256;

/** From the rows before to those now; `GONE` for a gap. */
export type NewRows = Int32Array;

/**
 * The documents of an index in rows, in the order in which they were added. The page never uses a number twice, so numbers grow
 * with each change of items; rows are as many as there are documents, or a few times as many.
 */
export class DocumentTable {
  #rows: (NewDocument | undefined)[] = [];
  readonly #rowOf = new Map<number, number>();
  /** For each row 0 where there is a document, else NaN. */
  #blank = new Float32Array(1_024).fill(Number.NaN);
  /** Whether a document came behind one that was added after it. */
  #isMixed = false;

  /** How many rows there are, with gaps. */
  get rows(): number {
    return this.#rows.length;
  }

  /** How many documents there are. */
  get size(): number {
    return this.#rowOf.size;
  }

  rowOf(docId: number): number | undefined {
    return this.#rowOf.get(docId);
  }

  get(docId: number): NewDocument | undefined {
    const row = this.#rowOf.get(docId);
    return row === undefined ? undefined : this.#rows[row];
  }

  at(row: number): NewDocument | undefined {
    return this.#rows[row];
  }

  all(): Iterable<NewDocument> {
    return this.#rows.filter((document) => document !== undefined);
  }

  /**
   * Puts a document in the place of the one with its number, or at the end.
   * @returns its row
   * @throws {EmbedError} `invalid-input` when there are too many
   */
  put(document: NewDocument): number {
    const row = this.#rowOf.get(document.docId) ?? this.#rows.length;
    if (row >= MAX_ROWS)
      throw new EmbedError('invalid-input', `An index holds ${MAX_ROWS.toLocaleString('en')} items at most.`);
    if (row === this.#rows.length) this.#append(document.docId, row);
    this.#rows[row] = document;
    return row;
  }

  #append(docId: number, row: number): void {
    const last = this.#rows.at(-1);
    if (last && last.docId > docId) this.#isMixed = true;
    this.#rowOf.set(docId, row);
    if (row === this.#blank.length) this.#blank = grown(this.#blank);
    this.#blank[row] = 0;
  }

  /** @returns the row that it had */
  remove(docId: number): number | undefined {
    const row = this.#rowOf.get(docId);
    if (row === undefined) return undefined;
    this.#rowOf.delete(docId);
    this.#rows[row] = undefined;
    this.#blank[row] = Number.NaN;
    return row;
  }

  /**
   * For each row 0 where there is a document, else NaN. The caller's own.
   * @param spare of an earlier call, to be written over: a new one of 100,000 rows takes as long as a search by words
   */
  blankScores(spare?: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    if (spare?.length !== this.rows) return this.#blank.slice(0, this.rows);
    spare.set(this.#blank.subarray(0, this.rows));
    return spare;
  }

  /** For each row 1 if it holds one of these documents, else 0. */
  rowsOf(docIds: Iterable<number>): Uint8Array {
    const rows = new Uint8Array(this.#rows.length);
    for (const docId of docIds) {
      const row = this.#rowOf.get(docId);
      if (row !== undefined) rows[row] = 1;
    }
    return rows;
  }

  /** Closes the gaps when they are most of the rows. @returns the new rows; undefined if all is as it was */
  compact(): NewRows | undefined {
    const gaps = this.rows - this.size;
    if (!this.#isMixed && gaps <= Math.max(this.size, GAPS_THRESHOLD)) return undefined;
    const newRows = new Int32Array(this.rows).fill(GONE);
    const documents = [...this.all()].sort((a, b) => a.docId - b.docId);
    for (const [row, { docId }] of documents.entries()) {
      newRows[this.#rowOf.get(docId) as number] = row;
      this.#rowOf.set(docId, row);
    }
    this.#rows = documents;
    this.#blank = new Float32Array(Math.max(1_024, documents.length))
      .fill(Number.NaN)
      .fill(0, 0, documents.length);
    this.#isMixed = false;
    return newRows;
  }
}

function grown(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(values.length * 2).fill(Number.NaN);
  larger.set(values);
  return larger;
}
