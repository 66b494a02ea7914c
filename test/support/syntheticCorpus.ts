import type { IndexDocument } from '../../src/server/documents.js';

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface MadeItem {
  readonly title: string;
  readonly group: number;
  readonly isNew: boolean;
}

/** A text of words that are as frequent as words are, and so many of them begin alike. */
export function syntheticText(random: () => number, words: number): string {
  return Array.from({ length: words }, () => `w${Math.floor(random() ** 3 * 400)}`).join(' ');
}

/** Signs of the numbers of one of 12 places, some of them turned. */
function madeSigns(random: () => number, dimensions: number): number[] {
  const place = randomNumbers(Math.floor(random() * 12));
  return Array.from({ length: dimensions }, () => (place() < 0.5 === random() < 0.8 ? 1 : -1));
}

/**
 * A vector of length 1 in which each number is of one size: where the number of dimensions is a power of 4, PostgreSQL's
 * half-precision numbers hold it exactly.
 */
export function syntheticVector(random: () => number, dimensions: number): Float32Array {
  return Float32Array.from(madeSigns(random, dimensions), (sign) => sign / Math.sqrt(dimensions));
}

/** A vector of length 1 near one of the same places, which is at different distances from all others. */
export function syntheticQueryVector(random: () => number, dimensions: number): Float32Array {
  const vector = madeSigns(random, dimensions).map((sign) => sign * (0.5 + random()));
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

/** Documents with texts and vectors that are the same each time. Every so many have two passages; by default none. */
export function syntheticDocuments(
  count: number,
  dimensions: number,
  every = Number.NaN,
): IndexDocument<MadeItem>[] {
  const random = randomNumbers(1);
  return Array.from({ length: count }, (_, i) => {
    const text = syntheticText(random, 5 + Math.floor(random() * 30));
    const middle = text.indexOf(' ', text.length >> 1);
    const spans =
      i % every === 1
        ? [
            { start: 0, end: middle },
            { start: middle + 1, end: text.length },
          ]
        : [{ start: 0, end: text.length }];
    return {
      id: `d${i}`,
      text,
      item: { title: `Document ${i}`, group: i % 5, isNew: i % 3 === 0 },
      passages: spans.map((span) => ({ ...span, vector: syntheticVector(random, dimensions) })),
    };
  });
}
