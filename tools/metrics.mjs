// The measures of embedding models that the field uses, as pure functions.

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of their ranks.
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export function spearman(a, b) {
  return pearson(ranksOf(a), ranksOf(b));
}

/** @param {readonly number[]} values */
function ranksOf(values) {
  /** @type {Map<number, number[]>} */
  const places = new Map();
  for (const [place, value] of values.toSorted((a, b) => a - b).entries()) {
    places.set(value, [...(places.get(value) ?? []), place]);
  }
  return values.map((value) => mean(places.get(value) ?? []));
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function pearson(a, b) {
  const [x, y] = [centered(a), centered(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

/** @param {readonly number[]} values */
function centered(values) {
  const middle = mean(values);
  return values.map((value) => value - middle);
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Number(a[i]) * Number(b[i]);
  return sum;
}

/** @param {readonly number[]} values */
export function mean(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/**
 * nDCG@k of one query: the gain of the ranked documents, discounted by log2(rank + 1), over that of the best order.
 * @param {readonly string[]} ranked document ids, best first
 * @param {ReadonlyMap<string, number>} relevance document id -> grade
 */
export function ndcg(ranked, relevance, k = 10) {
  const gain = (/** @type {readonly number[]} */ grades) =>
    grades.slice(0, k).reduce((total, grade, index) => total + grade / Math.log2(index + 2), 0);
  const ideal = [...relevance.values()].sort((a, b) => b - a);
  return gain(ranked.map((id) => relevance.get(id) ?? 0)) / gain(ideal);
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
export function cosine(a, b) {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
