import MiniSearch from 'minisearch';
import { Bm25 } from '../../src/engine/ranking/Bm25.js';
import { bestOf } from '../../src/engine/ranking/fusion.js';
import { queryTerms } from '../../src/engine/ranking/queryTerms.js';
import { instantiate } from '../../src/engine/workers/embedding/runtimes/encoder/instance.js';
import { PassageVectors } from '../../src/engine/workers/search/PassageVectors.js';
import { randomNumbers } from '../../tools/random.mjs';
import { withTypo } from '../quality/typos.mjs';
import { churn } from './churn.js';
import { indexing } from './indexing.js';

// What bench/search/run.mjs asks of its page. It decides who is measured when; here is only the stopwatch.

const DIMENSIONS = 384;
const LIMIT = 10;
const all = () => true;
const random = randomNumbers(11);

/** Ways to find the ten nearest of many vectors. */
export type VectorWay = 'float32' | 'int8' | 'loop';
/** Reads as many bytes as the floats are, and does next to nothing with them. */
export type ReadWay = 'read';
/** Ways to find the ten best of many texts by words; a fuzzy one is for queries with a typo. */
export type WordWay = 'bm25' | 'minisearch' | 'minisearch_fuzzy';
/** As its documentation has it: a fifth of a word's letters. */
const FUZZY = 0.2;

let rows = new Float32Array(0);
const vectors = new Map<'float32' | 'int8', PassageVectors>();
const words: { bm25: Bm25; peer: MiniSearch<{ id: number; text: string }> } = {
  bm25: new Bm25(),
  peer: new MiniSearch({ fields: ['text'] }),
};
let scores = new Float32Array(0);

function randomVector(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random(2 ** 20) / 2 ** 20 - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Numbers from 0 to `count`, the first far more often, as words are. */
function zipf(count: number): number {
  return Math.min(Math.floor(count ** (random(2 ** 20) / 2 ** 20)), count - 1);
}

const WORDS = 30_000;
const SYLLABLES =
  'a ac ag al an ap ar as at ba be bi bo bra cal can car cen cha ci co com con cor cu da de den der di do du e ed en er es ex fa fer fi fo ful ga ge gra hy i ic il in ing ion is ist it la le li lin lo lu ly ma man mar me men ment mi min mo mu na nal ne ness ni nit no o on or ous pa par per phe pla po pre pro ra re ri ro sa se sen si so sta sub su ta te ten ter ti tion to tra tri tu ty u un ur va ver vi wa y'.split(
    ' ',
  );

/** Words as long as words are, frequent ones shorter, and with as many like them. */
const vocabulary = [...madeWords(WORDS)];

function madeWords(count: number): Set<string> {
  const made = new Set<string>();
  while (made.size < count) {
    const syllables = 1 + random(2) + Math.min(random(2 + Math.floor(Math.log10(made.size + 1))), 3);
    made.add(Array.from({ length: syllables }, () => SYLLABLES[random(SYLLABLES.length)]).join(''));
  }
  return made;
}

const wordsOf = (count: number) => Array.from({ length: count }, () => vocabulary[zipf(WORDS)]).join(' ');

let reading: Promise<() => void> | undefined;

async function makeReader(): Promise<() => void> {
  const { wasm } = await instantiate('relaxed');
  const [start, out] = [wasm.allocate(rows.byteLength), wasm.allocate(64)];
  return () => wasm.checksum(start, start + rows.byteLength, out);
}

/** As one would write it without this library. */
function loop(query: Float32Array): number[] {
  const scores = new Float32Array(rows.length / DIMENSIONS);
  for (let row = 0, at = 0; row < scores.length; row += 1) {
    let sum = 0;
    for (let i = 0; i < DIMENSIONS; i += 1, at += 1) sum += (query[i] as number) * (rows[at] as number);
    scores[row] = sum;
  }
  return bestOf(scores, LIMIT, all);
}

async function nearest(way: VectorWay, query: Float32Array): Promise<number[]> {
  const there = way === 'loop' ? undefined : vectors.get(way);
  if (!there) return loop(query);
  const { scores } = await there.score(query, {
    documents: rows.length / DIMENSIONS,
    limit: LIMIT,
    isAllowed: all,
    isCancelled: () => false,
  });
  return bestOf(scores, LIMIT, all);
}

function best(way: WordWay, query: string): unknown[] {
  if (way !== 'bm25')
    return words.peer
      .search(query, way === 'minisearch' ? {} : { fuzzy: FUZZY })
      .slice(0, LIMIT)
      .map(({ id }) => id);
  scores.fill(0); // one array for all searches, as in the index
  words.bm25.addScores(words.bm25.expand(queryTerms(query, false)), scores);
  return bestOf(scores, LIMIT, all);
}

const searchBench = {
  indexing,
  churn,

  async makeVectors(count: number): Promise<void> {
    rows = new Float32Array(count * DIMENSIONS);
    for (const precision of ['float32', 'int8'] as const)
      vectors.set(precision, new PassageVectors(DIMENSIONS, precision === 'int8' ? 'rescored' : precision));
    for (let row = 0; row < count; row += 1) {
      const vector = randomVector();
      rows.set(vector, row * DIMENSIONS);
      for (const there of vectors.values()) there.put(row, [{ start: 0, end: 0 }], vector);
    }
  },

  /** Milliseconds to build either index of texts of 50 words. */
  makeTexts(count: number): { bm25: number; minisearch: number } {
    const documents = Array.from({ length: count }, (_, id) => ({ id, text: wordsOf(50) }));
    scores = new Float32Array(count);
    const start = performance.now();
    for (const { id, text } of documents) words.bm25.add(id, text);
    const middle = performance.now();
    words.peer.addAll(documents);
    return { bm25: middle - start, minisearch: performance.now() - middle };
  },

  /** Milliseconds of one search, the mean of some, each with another query. */
  async measureVectors(way: VectorWay | ReadWay, times: number): Promise<number> {
    if (way === 'read') {
      reading ??= makeReader();
      const read = await reading;
      const start = performance.now();
      for (let i = 0; i < times; i += 1) read();
      return (performance.now() - start) / times;
    }
    const queries = Array.from({ length: times }, randomVector);
    const start = performance.now();
    for (const query of queries) await nearest(way, query);
    return (performance.now() - start) / times;
  },

  /** Milliseconds of each query. */
  measureWords(way: WordWay, queries: readonly string[]): number[] {
    return queries.map((query) => {
      const start = performance.now();
      best(way, query);
      return performance.now() - start;
    });
  },

  texts: (count: number, words: number) => Array.from({ length: count }, () => wordsOf(words)),

  /** Queries of three words, and each with a typo in one that is long enough for one. */
  queries(count: number): { readonly exact: readonly string[]; readonly misspelt: readonly string[] } {
    const exact: string[] = [];
    const misspelt: string[] = [];
    while (exact.length < count) {
      const query = wordsOf(3);
      const typo = withTypo(query, random);
      if (typo === undefined) continue;
      exact.push(query);
      misspelt.push(typo);
    }
    return { exact, misspelt };
  },

  /** Whether all ways find the same ten vectors, over some queries. */
  async agreement(times: number): Promise<boolean> {
    for (let i = 0; i < times; i += 1) {
      const query = randomVector();
      const found = await Promise.all(
        (['float32', 'int8', 'loop'] as const).map((way) => nearest(way, query)),
      );
      if (new Set(found.map((rows) => rows.join())).size > 1) return false;
    }
    return true;
  },
};

declare global {
  interface Window {
    searchBench: typeof searchBench;
  }
}

window.searchBench = searchBench;
