import { QUERIES } from './kernels/attention.js';

/** Texts of a submit, end to end: nothing is padded. */
export interface Batch {
  /** Rows of activations, one for each token of all texts. */
  readonly rows: number;
  readonly texts: number;
  /** Id and position of each token. */
  readonly tokens: Uint32Array<ArrayBuffer>;
  /** Where each text starts and ends, in rows. */
  readonly spans: Uint32Array<ArrayBuffer>;
  /** Start and end of a text, and the first of up to 32 queries; and a 0. */
  readonly blocks: Uint32Array<ArrayBuffer>;
}

/** Lays texts, given as token ids, end to end. */
export function batchOf(texts: readonly (readonly number[])[]): Batch {
  const tokens: number[] = [];
  const spans: number[] = [];
  const blocks: number[] = [];
  let rows = 0;
  for (const ids of texts) {
    for (const [position, id] of ids.entries()) tokens.push(id, position);
    const end = rows + ids.length;
    spans.push(rows, end);
    for (let query = rows; query < end; query += QUERIES) blocks.push(rows, end, query, 0);
    rows = end;
  }
  return {
    rows,
    texts: texts.length,
    tokens: Uint32Array.from(tokens),
    spans: Uint32Array.from(spans),
    blocks: Uint32Array.from(blocks),
  };
}

/** How many texts from `first` on fit into a submit: at least one. */
export function countThatFits(
  texts: readonly (readonly number[])[],
  first: number,
  most: { readonly tokens: number; readonly texts: number },
): number {
  let count = 0;
  let tokens = 0;
  for (const ids of texts.slice(first, first + most.texts)) {
    tokens += ids.length;
    if (count > 0 && tokens > most.tokens) break;
    count += 1;
  }
  return count;
}
