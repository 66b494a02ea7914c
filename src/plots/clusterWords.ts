import { type ClusterName, namesOfGroups } from './clusterNames.js';
import type { Point } from './geometry.js';

// Loaded where a map has no groups.

/** With fewer points there is nothing to name. */
const MIN_POINTS = 24;
const POINTS_PER_CLUSTER = 12;
const MAX_CLUSTERS = 8;
const ROUNDS = 8;
/** Fewer of all points are none to name: they lie beside the others. */
const MIN_SHARE = 0.02;
/** So much of a text tells what it is about. */
const MAX_CHARACTERS = 300;
const WORDS_PER_NAME = 2;
/** A cluster has a word when more of its texts do: fewer only mention it. */
const MIN_SHARE_OF_TEXTS = 0.1;

/** Names of clusters of points that have no groups: the words that set the texts of each apart from the others. */
export function namesOfClusters(points: readonly Point[], texts: readonly string[]): readonly ClusterName[] {
  if (points.length < MIN_POINTS) return [];
  const count = Math.min(
    MAX_CLUSTERS,
    Math.max(2, Math.round(Math.sqrt(points.length / POINTS_PER_CLUSTER))),
  );
  const clusters = kMeans(points, count);
  const names = distinctWords(texts, clusters, count);
  return namesOfGroups(points, clusters, names).filter(
    ({ name, size }) => name !== '' && size > points.length * MIN_SHARE,
  );
}

/** For each point the number of its cluster, by Lloyd's algorithm from points in equal steps: the same each time. */
function kMeans(points: readonly Point[], count: number): readonly number[] {
  let centers = Array.from(
    { length: count },
    (_, i) => points[Math.floor((i * points.length) / count)] as Point,
  );
  let clusters: readonly number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    clusters = points.map((point) => closestTo(point, centers));
    centers = centers.map(
      (center, cluster) => meanOf(points.filter((_, i) => clusters[i] === cluster)) ?? center,
    );
  }
  return clusters;
}

function closestTo({ x, y }: Point, centers: readonly Point[]): number {
  let [closest, least] = [0, Number.POSITIVE_INFINITY];
  for (const [i, center] of centers.entries()) {
    const distance = (center.x - x) ** 2 + (center.y - y) ** 2;
    if (distance < least) [closest, least] = [i, distance];
  }
  return closest;
}

function meanOf(points: readonly Point[]): Point | undefined {
  if (points.length === 0) return undefined;
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/**
 * The words of each cluster that most of its texts have and few of the others: their share, times the square of how much more it is
 * there. Words that most clusters have are those of any text, and name none.
 */
function distinctWords(
  texts: readonly string[],
  clusters: readonly number[],
  count: number,
): readonly string[] {
  const total = new Map<string, number>();
  const own = Array.from({ length: count }, () => new Map<string, number>());
  const sizes = new Array<number>(count).fill(0);
  for (const [i, text] of texts.entries()) {
    const cluster = clusters[i] as number; // one for each text
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    for (const word of wordsOf(text)) {
      total.set(word, (total.get(word) ?? 0) + 1);
      own[cluster]?.set(word, (own[cluster].get(word) ?? 0) + 1);
    }
  }
  const most = own.filter((words) => words.size > 0).length / 2;
  const leastOf = (cluster: number) => Math.max(1, (sizes[cluster] ?? 0) * MIN_SHARE_OF_TEXTS);
  const isOfAny = (word: string) =>
    own.filter((words, cluster) => (words.get(word) ?? 0) > leastOf(cluster)).length > most;
  return own.map((words, cluster) => {
    const size = sizes[cluster] ?? 0;
    const weight = (word: string, found: number) => {
      const lift = Math.log((found * texts.length) / (size * (total.get(word) ?? 1)));
      return (found / size) * lift * Math.max(0, lift);
    };
    return [...words]
      .filter(([word, found]) => found > 1 && !isOfAny(word))
      .map(([word, found]) => [word, weight(word, found)] as const)
      .filter(([, value]) => value > 0)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, WORDS_PER_NAME)
      .map(([word]) => word)
      .join(', ');
  });
}

/** Words of four letters and more, so without most of those that any text has; of three in scripts that say more with them. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .slice(0, MAX_CHARACTERS)
      .toLowerCase()
      .match(/[\p{Lo}\p{M}]{3,}|[\p{L}\p{M}]{4,}/gu),
  );
