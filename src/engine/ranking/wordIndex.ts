import { type PostingLists, posting, slotOf, termFrequencyOf } from './PostingLists.js';

/** The words of some documents, without their texts. */
export interface WordIndex {
  /** All words, sorted by UTF-16 units. */
  readonly terms: readonly string[];
  /** Where the postings of each word begin; one more than there are words. */
  readonly starts: Uint32Array;
  /** `document * 256 + termFrequency`. */
  readonly postings: Uint32Array;
  /** How many words each document has. */
  readonly lengths: Uint32Array;
}

/** The words of some documents, which are numbered anew in their order. */
export function exportWords(lists: PostingLists, documents: readonly number[]): WordIndex {
  const newNumber = new Map(documents.map((document, i) => [lists.slots.slotOf(document), i]));
  const starts = [0];
  const postings: number[] = [];
  const terms = lists.words.filter((term) => {
    const own: number[] = [];
    for (const each of lists.postings(term)) {
      const number = newNumber.get(slotOf(each));
      if (number !== undefined) own.push(posting(number, termFrequencyOf(each)));
    }
    for (const each of own.sort((a, b) => a - b)) postings.push(each);
    if (own.length > 0) starts.push(postings.length);
    return own.length > 0;
  });
  const lengths = lists.withStopWords(() => documents.map((document) => lists.slots.lengthOf(document)));
  return {
    terms,
    starts: Uint32Array.from(starts),
    postings: Uint32Array.from(postings),
    lengths: Uint32Array.from(lengths),
  };
}

/** Adds what `exportWords` gave; `documents` are the numbers here of those that were taken, in their order. */
export function importWords(
  lists: PostingLists,
  { terms, starts, postings, lengths }: WordIndex,
  documents: readonly number[],
): void {
  lists.withStopWords(() => {
    const slots = documents.map((document) => lists.take(document));
    for (const [i, slot] of slots.entries()) lists.slots.lengthen(slot, lengths[i] ?? 0);
    for (const [i, term] of terms.entries()) {
      const some = postings.subarray(starts[i], starts[i + 1]);
      if (some.length === 0) continue;
      const list = lists.listOf(term);
      for (const each of some) list.push(posting(slots[slotOf(each)] as number, termFrequencyOf(each)));
    }
  });
}
