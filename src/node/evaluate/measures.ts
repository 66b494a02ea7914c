import type { LabeledQuery } from './labeledQueries.js';

/** What a search found for one query. */
export interface Answer {
  /** Item ids, best first. */
  readonly ids: readonly string[];
  /** Whether it said that nothing here answers: no hit, or none that is close or shares a word. */
  readonly saidNothing: boolean;
}

/** How good the answers to labeled queries are. All numbers are shares from 0 to 1; NaN where there is no such query. */
export interface Measures {
  /** How many queries have an answer, and how many have none. */
  readonly answerable: number;
  readonly unanswerable: number;
  /** Mean nDCG@10 over the answerable queries: the gain of the first ten hits by that of the best order. */
  readonly ndcg10: number;
  /** Share of the answerable queries that have a relevant item at the top, among the first five, among the first ten. */
  readonly hit1: number;
  readonly hit5: number;
  readonly hit10: number;
  /** Mean of one by the rank of the first relevant item among the first ten, or 0. */
  readonly mrr10: number;
  /** Share of the unanswerable queries of which the search said that nothing here answers. */
  readonly nothingHereRecall: number;
  /** Share of the answerable queries of which the search said so too, and was wrong. */
  readonly nothingHereFalse: number;
}

const DEPTH = 10;

/** @param answers in the order of `queries` */
export function measure(queries: readonly LabeledQuery[], answers: readonly Answer[]): Measures {
  const asked = queries.map((query, i) => ({ ...query, answer: answers[i] as Answer }));
  const answerable = asked.filter(({ relevant }) => relevant.size > 0);
  const unanswerable = asked.filter(({ relevant }) => relevant.size === 0);
  const firsts = answerable.map(({ relevant, answer }) => firstRank(answer.ids, relevant));
  const hit = (depth: number) => mean(firsts.map((rank) => (rank <= depth ? 1 : 0)));
  const nothing = (some: typeof asked) => mean(some.map(({ answer }) => (answer.saidNothing ? 1 : 0)));
  return {
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    ndcg10: mean(answerable.map(({ relevant, answer }) => ndcg(answer.ids, relevant))),
    hit1: hit(1),
    hit5: hit(5),
    hit10: hit(DEPTH),
    mrr10: mean(firsts.map((rank) => (rank <= DEPTH ? 1 / rank : 0))),
    nothingHereRecall: nothing(unanswerable),
    nothingHereFalse: nothing(answerable),
  };
}

/** nDCG@10 (Järvelin and Kekäläinen, 2002), with the grades as gains and a discount of log2(rank + 1). */
export function ndcg(ids: readonly string[], relevant: ReadonlyMap<string, number>): number {
  const gain = (grades: readonly number[]) =>
    grades.slice(0, DEPTH).reduce((total, grade, i) => total + grade / Math.log2(i + 2), 0);
  return gain(ids.map((id) => relevant.get(id) ?? 0)) / gain([...relevant.values()].sort((a, b) => b - a));
}

/** The rank of the first relevant item, from 1; infinite without one. */
function firstRank(ids: readonly string[], relevant: ReadonlyMap<string, number>): number {
  const index = ids.findIndex((id) => relevant.has(id));
  return index < 0 ? Number.POSITIVE_INFINITY : index + 1;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
