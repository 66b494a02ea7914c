// How scores become ranks, and two lists of scores one. Pure: arrays in, arrays out. Documents are numbers from 0.

import type { Spread } from '../search/protocol.js';

/** Scores of all documents; NaN for one that has none. */
export type Scores = Float32Array;

export function spreadOf(scores: Scores): Spread {
  let [count, sum, squares] = [0, 0, 0];
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    count += 1;
    sum += score;
    squares += score * score;
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count === 0 ? 0 : Math.max(squares / count - mean * mean, 0);
  return { count, mean, deviation: Math.sqrt(variance) };
}

/** The first document from `from` on with a score above `least`; a loop of its own, which runs twice as fast. */
export function nextAbove(scores: Scores, from: number, least: number): number {
  const end = scores.length;
  let document = from;
  while (document < end && !((scores[document] as number) > least)) document += 1;
  return document;
}

/** The best documents, best first; equal scores in the order of documents. */
export function bestOf(scores: Scores, limit: number, isAllowed: (document: number) => boolean): number[] {
  const best: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let at = nextAbove(scores, 0, least); at < scores.length; at = nextAbove(scores, at + 1, least)) {
    if (!isAllowed(at)) continue;
    const score = scores[at] as number;
    let place = best.length;
    while (place > 0 && (scores[best[place - 1] as number] as number) < score) place -= 1;
    best.splice(place, 0, at);
    if (best.length > limit) best.pop();
    if (best.length === limit) least = scores[best.at(-1) as number] as number;
  }
  return best;
}

/** The rank of a document, from 1; undefined without a score. */
export function rankOf(
  scores: Scores,
  document: number,
  isAllowed: (document: number) => boolean,
): number | undefined {
  const own = scores[document] as number;
  if (Number.isNaN(own)) return undefined;
  let rank = 1;
  for (let other = 0; other < scores.length; other += 1) {
    const score = scores[other] as number;
    if ((score > own || (score === own && other < document)) && isAllowed(other)) rank += 1;
  }
  return rank;
}

/** Below this many documents, mean and deviation say too little. */
export const FEW_DOCUMENTS = 20;

/**
 * A weighted sum of standardised scores: each score less the mean of its list over all documents, by its standard
 * deviation. A document without a vector counts as average there.
 * @param weight of the semantic list; the lexical one has the rest
 * @returns undefined where standardising makes no sense: few documents, or scores that are all alike
 */
export function standardisedSum(semantic: Scores, lexical: Scores, weight: number): Scores | undefined {
  const [meaning, words] = [spreadOf(semantic), spreadOf(lexical)];
  if (meaning.count < FEW_DOCUMENTS || meaning.deviation === 0 || words.deviation === 0) return undefined;
  return lexical.map((score, document) => {
    const cosine = semantic[document] as number;
    const standard = Number.isNaN(cosine) ? 0 : (cosine - meaning.mean) / meaning.deviation;
    return weight * standard + ((1 - weight) * (score - words.mean)) / words.deviation;
  });
}

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). */
export const RRF_K = 60;

/**
 * Reciprocal rank fusion: the sum of `weight / (60 + rank)` over both lists, ranks from 1. A document that is in neither
 * has no score. A lexical score of 0 is no place in that list.
 */
export function reciprocalRanks(
  semantic: Scores,
  lexical: Scores,
  weight: number,
  isAllowed: (document: number) => boolean,
): Scores {
  const fused = new Float32Array(lexical.length).fill(Number.NaN);
  const lists = [
    { list: semantic, share: weight, isIn: (score: number) => !Number.isNaN(score) },
    { list: lexical, share: 1 - weight, isIn: (score: number) => score > 0 },
  ];
  for (const { list, share, isIn } of lists) {
    const documents = Array.from(list, (_, document) => document).filter(
      (document) => isIn(list[document] as number) && isAllowed(document),
    );
    documents.sort((a, b) => (list[b] as number) - (list[a] as number) || a - b);
    for (const [i, document] of documents.entries()) {
      const before = fused[document] as number;
      fused[document] = (Number.isNaN(before) ? 0 : before) + share / (RRF_K + i + 1);
    }
  }
  return fused;
}
