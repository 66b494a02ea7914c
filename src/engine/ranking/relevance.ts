import type { Spread } from '../rpc/searchProtocol.js';

/** How close an item is to a query by meaning, by the measure of how close the index's own items are to each other. */
export type Closeness = 'strong' | 'fair' | 'weak';

/**
 * So many standard deviations above two items of the index taken at random. Measured with all-MiniLM-L6-v2 on SciFact's
 * abstracts and on Banking77's questions, whole and in part (41 to 5,183 items): of questions that the items answer, the best
 * hit lies above `FAIR` for 19 of 20 (for 9 of 10 among the 41) and at the median near `STRONG`; of questions about something
 * else, 9 of 10 lie below `FAIR`. The deviations above the mean of the query's own cosines tell the two hardly apart, because
 * those of a question about something else lie closer together.
 */
const FAIR = 1.5;
const STRONG = 3;

/** @param pairs the cosines of pairs of items */
export function closenessOf(
  cosine: number,
  { mean, deviation }: Pick<Spread, 'mean' | 'deviation'>,
): Closeness {
  const standard = (cosine - mean) / deviation;
  if (standard >= STRONG) return 'strong';
  return standard >= FAIR ? 'fair' : 'weak';
}
