// How scores become ranks, and two lists of scores one. Pure: arrays in, arrays out. Documents are numbers from 0.

/** Scores of all documents; NaN for one that has none. */
export type Scores = Float32Array;

/** Mean and standard deviation of scores, and of how many. */
export interface ScoreStats {
  readonly count: number;
  readonly mean: number;
  readonly stdDev: number;
}

export function scoreStats(scores: Scores): ScoreStats {
  let [count, sum, squares] = [0, 0, 0];
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    count += 1;
    sum += score;
    squares += score * score;
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count === 0 ? 0 : Math.max(squares / count - mean * mean, 0);
  return { count, mean, stdDev: Math.sqrt(variance) };
}

/** The first document from `from` on with a score above `least`; a loop of its own, which runs twice as fast. */
export function nextAbove(scores: Scores, from: number, least: number): number {
  const end = scores.length;
  let document = from;
  while (document < end && !((scores[document] as number) > least)) document += 1;
  return document;
}

/** The first document from `from` on with a score of `least` or more. */
function nextFrom(scores: Scores, from: number, least: number): number {
  const end = scores.length;
  let document = from;
  while (document < end && !((scores[document] as number) >= least)) document += 1;
  return document;
}

/** The best documents, best first; equal scores in the order of documents. */
export function bestOf(scores: Scores, limit: number, isAllowed: (document: number) => boolean): number[] {
  const best: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let at = nextAbove(scores, 0, least); at < scores.length; at = nextAbove(scores, at + 1, least)) {
    if (!isAllowed(at)) continue;
    const score = scores[at] as number;
    let rank = best.length;
    while (rank > 0 && (scores[best[rank - 1] as number] as number) < score) rank -= 1;
    best.splice(rank, 0, at);
    if (best.length > limit) best.pop();
    if (best.length === limit) least = scores[best.at(-1) as number] as number;
  }
  return best;
}

/** The ranks of some documents, from 1; undefined for one without a score. One pass over the scores for all of them. */
export function ranksOf(
  scores: Scores,
  documents: readonly number[],
  isAllowed: (document: number) => boolean,
): (number | undefined)[] {
  const scored = documents.filter((document) => !Number.isNaN(scores[document] as number));
  const isBefore = (a: number, b: number) => {
    const [own, other] = [scores[a] as number, scores[b] as number];
    return own > other || (own === other && a < b);
  };
  const ordered = scored.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  const before = new Uint32Array(ordered.length + 1); // by the first of them that a document is before
  const last = ordered.at(-1);
  const least = last === undefined ? Number.POSITIVE_INFINITY : (scores[last] as number);
  for (let at = nextFrom(scores, 0, least); at < scores.length; at = nextFrom(scores, at + 1, least)) {
    if (!isAllowed(at)) continue;
    let rank = ordered.length;
    while (rank > 0 && isBefore(at, ordered[rank - 1] as number)) rank -= 1;
    (before[rank] as number) += 1;
  }
  const ranks = new Map<number, number>();
  let rank = 1;
  for (const [i, document] of ordered.entries()) {
    rank += before[i] as number;
    ranks.set(document, rank);
  }
  return documents.map((document) => ranks.get(document));
}

/** Below this many documents, mean and deviation say too little. */
export const MIN_DOCUMENTS = 20;

/**
 * Lexical scores from 0 to 1: 1 - e^(-x), where x = BM25 / (BM25 of a document with each query term once, at average length).
 * One term of many gives little, and repeated terms give little more than one. NaN without a match.
 * @param expectedScore see `Bm25.addScores`
 */
export function lexicalScores(bm25: Scores, expectedScore: number): Scores {
  const shares = new Float32Array(bm25.length).fill(Number.NaN);
  for (let document = 0; document < bm25.length; document += 1) {
    const score = bm25[document] as number;
    if (score > 0) shares[document] = 1 - Math.exp(-score / expectedScore);
  }
  return shares;
}

/**
 * How much a share of words weighs against a standard deviation of the query's cosines, where both have half of the weight.
 * docs/ranking.md says how it was chosen.
 */
export const WORDS_BY_DEVIATION = 12;
/** The standard deviation of cosines over as many documents, which is mixed with that of an index: few documents say little. */
export const TYPICAL_DEVIATION = 0.08;
export const TYPICAL_DOCUMENTS = 10;

/** How much a cosine weighs beside a share of words, from 0 to 1: the more, the less the cosines of a query differ. */
export function cosineWeight(
  { count, stdDev }: Pick<ScoreStats, 'count' | 'stdDev'>,
  weight: number,
): number {
  const variance =
    (count * stdDev ** 2 + TYPICAL_DOCUMENTS * TYPICAL_DEVIATION ** 2) / (count + TYPICAL_DOCUMENTS);
  return weight / (weight + (1 - weight) * WORDS_BY_DEVIATION * Math.sqrt(variance));
}

/**
 * The weighted mean of the cosine and the share of words. A document without a vector counts as one with the mean cosine; one
 * that has no vector and no word of the query has no score.
 * @param shares see `lexicalScores`
 * @param weight of meaning, from 0 to 1
 */
export function weightedMean(semantic: Scores, shares: Scores, weight: number): Scores {
  const stats = scoreStats(semantic);
  const own = cosineWeight(stats, weight);
  return shares.map((share, document) => {
    const cosine = semantic[document] as number;
    if (Number.isNaN(cosine)) return Number.isNaN(share) ? share : own * stats.mean + (1 - own) * share;
    return own * cosine + (1 - own) * (Number.isNaN(share) ? 0 : share);
  });
}

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). */
export const RRF_K = 60;

/**
 * Reciprocal rank fusion: the sum of `weight * 61 / (60 + rank)` over both lists, ranks from 1, so that it goes up to 1. A
 * document that is in neither list has no score.
 */
export function reciprocalRanks(
  semantic: Scores,
  shares: Scores,
  weight: number,
  isAllowed: (document: number) => boolean,
): Scores {
  const fused = new Float32Array(shares.length).fill(Number.NaN);
  const lists = [
    { list: semantic, share: weight },
    { list: shares, share: 1 - weight },
  ];
  for (const { list, share } of lists) {
    const documents = Array.from(list, (_, document) => document).filter(
      (document) => !Number.isNaN(list[document] as number) && isAllowed(document),
    );
    documents.sort((a, b) => (list[b] as number) - (list[a] as number) || a - b);
    for (const [i, document] of documents.entries()) {
      const before = fused[document] as number;
      fused[document] = (Number.isNaN(before) ? 0 : before) + (share * (RRF_K + 1)) / (RRF_K + i + 1);
    }
  }
  return fused;
}
