import type { ScoreStats } from './fusion.js';

/** How likely an item has to do with a query, in three levels. */
export type RelevanceLevel = 'high' | 'medium' | 'low';

/**
 * So many standard deviations above two items of the index taken at random. Measured with all-MiniLM-L6-v2 on SciFact's
 * abstracts and on Banking77's questions, whole and in part (41 to 5,183 items): of questions that the items answer, the best
 * hit lies above `MEDIUM` for 19 of 20 (for 9 of 10 among the 41) and at the median near `HIGH`; of questions about something
 * else, 9 of 10 lie below `MEDIUM`. The deviations above the mean of the query's own cosines tell the two hardly apart, because
 * those of a question about something else lie closer together.
 */
const MEDIUM = 1.5;
const HIGH = 3;

/** @param backgroundSimilarity the cosines of pairs of items */
export function levelOfCosine(
  cosine: number,
  { mean, stdDev }: Pick<ScoreStats, 'mean' | 'stdDev'>,
): RelevanceLevel {
  const standard = (cosine - mean) / stdDev;
  if (standard >= HIGH) return 'high';
  return standard >= MEDIUM ? 'medium' : 'low';
}

/** The distribution of the best cosines of queries that have nothing to do with an index: Gumbel's, of extreme values. */
export interface NullDistribution {
  readonly location: number;
  readonly scale: number;
}

const EULER = 0.5772156649;

/** The distribution with the mean and the standard deviation of these; undefined if they are all alike. */
export function fitNullDistribution(best: readonly number[]): NullDistribution | undefined {
  const mean = best.reduce((sum, value) => sum + value, 0) / best.length;
  const variance = best.reduce((sum, value) => sum + (value - mean) ** 2, 0) / best.length;
  const scale = (Math.sqrt(variance) * Math.sqrt(6)) / Math.PI;
  return scale > 0 ? { location: mean - EULER * scale, scale } : undefined;
}

/** The share of unrelated queries, from 0 to 1, whose best hit is less close than this cosine. */
export function shareBelow(cosine: number, { location, scale }: NullDistribution): number {
  return Math.exp(-Math.exp(-(cosine - location) / scale));
}

/** Nine of ten queries about something else reach less, and hardly one that has an answer. */
const RELEVANT = 0.9;
/** One of a hundred unrelated queries comes as close. */
const CERTAIN = 0.99;

/** @param relevance see `HitBase.relevance` */
export function levelOfRelevance(relevance: number): RelevanceLevel {
  if (relevance >= CERTAIN) return 'high';
  return relevance >= RELEVANT ? 'medium' : 'low';
}
