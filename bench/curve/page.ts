import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type Embedder,
  type IndexPrecision,
  type SearchIndex,
} from 'react-embeddings/engine';
import { PassageVectors } from '../../src/engine/workers/search/PassageVectors.js';
import { randomNumbers } from '../../tools/random.mjs';
import { randomEmbedder } from '../search/randomEmbedder.js';

// What bench/curve/run.mjs asks of its page. It decides how much; here is only the stopwatch.

const random = randomNumbers(17);
const WORDS =
  'river boat stone bridge morning carries old small lamp paper winter road quiet orange table'.split(' ');
const wordsOf = (count: number) =>
  Array.from({ length: count }, () => WORDS[random(WORDS.length)] ?? '').join(' ');
/** Texts of an item: a short sentence that is no other's. */
const textsOf = (count: number) => Array.from({ length: count }, (_, i) => `${wordsOf(8)} ${i}`);

const sharing = () => location.search === '?shared';
let real: Embedder | undefined;

/** The bundled model in one worker, which embeds each text each time. */
function realEmbedder(): Embedder {
  real ??= createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: '/models',
    backends: ['cpu'],
    maxWorkers: 1,
    webgpu: 'never',
    shareAcrossTabs: sharing(),
    cache: createVectorCache({ maxVectors: 0 }),
  });
  return real;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

let index: SearchIndex<string> | undefined;

const curveBench = {
  /** Loads the model, and embeds something with it. */
  async warm(): Promise<void> {
    for (let i = 0; i < 3; i += 1) await realEmbedder().embed(`${wordsOf(100)} ${i}`);
  },

  /** Milliseconds to embed so many texts of some ten words in one call. */
  embed: (texts: number): Promise<number> => timed(() => realEmbedder().embedMany(textsOf(texts))),

  /** Milliseconds to embed the passages of one document of so many words, each of which is a token. */
  embedDocument: (words: number): Promise<number> =>
    timed(() => realEmbedder().embedDocuments([wordsOf(words)])),

  /** Makes an index of items whose vectors are random, and stays with it. @returns milliseconds of building and of searches */
  async makeIndex(items: number, { precision, persist }: { precision: IndexPrecision; persist: boolean }) {
    index = createSearchIndex<string>({
      embedder: randomEmbedder(),
      getText: (text) => text,
      precision,
      ...(persist && { persist: `curve-${items}` }),
    });
    const made = index;
    const texts = textsOf(items);
    const build = await timed(() => {
      made.add(texts);
      return made.build();
    });
    const search = async (mode: 'semantic' | 'lexical') => {
      const times: number[] = [];
      for (let i = -3; i < 9; i += 1) {
        const ms = await timed(() => made.search(`${wordsOf(2)} ${i}`, { mode }));
        if (i >= 0) times.push(ms);
      }
      return median(times);
    };
    return { build, semantic: await search('semantic'), lexical: await search('lexical') };
  },

  /** Milliseconds to find the ten closest of so many vectors of so many numbers, on the page's own thread. */
  async searchVectors(rows: number, dimensions: number): Promise<number> {
    const vectors = new PassageVectors(dimensions, 'float32');
    const vector = () => Float32Array.from({ length: dimensions }, () => random(2_048) / 1_024 - 1);
    for (let row = 0; row < rows; row += 1) vectors.put(row, [{ start: 0, end: 1 }], vector());
    const wanted = { documents: rows, limit: 10, isAllowed: () => true, isCancelled: () => false };
    const times: number[] = [];
    for (let i = 0; i < 9; i += 1) times.push(await timed(() => vectors.score(vector(), wanted)));
    return median(times);
  },
};

declare global {
  interface Window {
    curveBench: typeof curveBench;
  }
}

window.curveBench = curveBench;
