import type { PassageSpan } from '../rpc/embeddingProtocol.js';
import { BoundedMap } from '../utils/BoundedMap.js';
import type { Cache, EmbeddedDocument } from './QueuedInputs.js';

/** Documents whose passages are remembered; the oldest goes first. */
const MAX_DOCUMENTS = 20_000;

/**
 * A cache of documents on one of vectors. Vectors lie there by the inputs of passages, as if these had been embedded one by one;
 * where the passages lie in a document is remembered here.
 * @param prompt How many characters of each input are the prompt.
 */
export function createDocumentCache(vectors: Cache<Float32Array>, prompt: number): Cache<EmbeddedDocument> {
  /** Undefined for a document that is one passage. */
  const documents = new BoundedMap<string, readonly PassageSpan[] | undefined>(MAX_DOCUMENTS);
  const inputsOf = (input: string, passages: readonly PassageSpan[] | undefined) =>
    passages?.map(
      ({ start, end, context = '' }) =>
        input.slice(0, prompt) + context + input.slice(prompt + start, prompt + end),
    ) ?? [input];
  return {
    get(input) {
      if (!documents.has(input)) return undefined;
      const passages = documents.get(input);
      const rows = inputsOf(input, passages).map((part) => vectors.get(part));
      const found = rows.filter((row) => row !== undefined);
      return found.length === rows.length ? { passages, vectors: joinRows(found) } : undefined;
    },
    set(input, { passages, vectors: rows }) {
      const inputs = inputsOf(input, passages);
      const dimensions = rows.length / inputs.length;
      for (const [i, part] of inputs.entries())
        vectors.set(part, rows.slice(i * dimensions, (i + 1) * dimensions));
      documents.set(input, passages);
    },
  };
}

/** Vectors as the rows of one matrix, row-major. */
export function joinRows(rows: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const data = new Float32Array(rows.reduce((length, row) => length + row.length, 0));
  let end = 0;
  for (const row of rows) {
    data.set(row, end);
    end += row.length;
  }
  return data;
}
