import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type EmbedderOptions,
  type SearchIndex,
} from 'react-embeddings/engine';
import { callsDuring } from './messages.js';
import RandomWorker from './random.worker.ts?worker';

// What bench/search/run.mjs asks of its page about making an index: the real engine, the bundled model.

const options: EmbedderOptions = {
  model: 'all-MiniLM-L6-v2',
  modelsUrl: '/models',
  backends: ['cpu'],
  cache: createVectorCache({ maxVectors: 0 }), // each text is embedded each time
};
const embedder = createEmbedder(options);
const OVERLAP = 32;

/** Passages as an index makes them. */
async function passagesOf(texts: readonly string[]): Promise<string[]> {
  const counts = await embedder.countTokens(texts);
  const split = async (text: string) =>
    (await embedder.splitText(text, { overlap: OVERLAP })).map((passage) => passage.text);
  const passages = await Promise.all(
    texts.map((text, i) => (counts[i]?.truncated ? split(text) : Promise.resolve([text]))),
  );
  return passages.flat();
}

async function withIndex<R>(
  texts: readonly string[],
  use: (index: SearchIndex<string>) => Promise<R>,
): Promise<R> {
  const index = createSearchIndex<string>({ embedder, getText: (text) => text });
  index.add(texts);
  try {
    return await use(index);
  } finally {
    await index.dispose();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Tasks are told of some time after they are over. */
const untilTold = () => new Promise<void>((resolve) => setTimeout(resolve, 200));

/** The milliseconds of the page's longest task of more than 50, or 0. */
async function longestTaskOf(work: () => Promise<unknown>): Promise<number> {
  const tasks: number[] = [0];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  await untilTold(); // of what was before
  observer.observe({ type: 'longtask' });
  await work();
  await untilTold();
  observer.disconnect();
  return Math.max(...tasks);
}

/** Answers of an index that is being made, in milliseconds, and the page's longest task. */
export interface Meanwhile {
  readonly answers: readonly number[];
  readonly longestTask: number;
}

export const indexing = {
  /** Milliseconds to embed the passages of texts, without an index. */
  async embed(texts: readonly string[]): Promise<number> {
    const passages = await passagesOf(texts);
    return timed(() => embedder.embedMany(passages));
  },

  /** Milliseconds to make an index of texts. */
  index: (texts: readonly string[]): Promise<number> =>
    withIndex(texts, async (index) => {
      await index.search('warm', { mode: 'lexical' }); // its worker has started
      return timed(() => index.build());
    }),

  /**
   * What an index of texts costs in messages to the embedding worker: calls, and characters as multiples of the texts'; and how
   * many calls of the search worker a search by meaning and words takes.
   */
  async messages(texts: readonly string[], query: string) {
    return withIndex(texts, async (index) => {
      const calls = await callsDuring(['embed', 'count', 'split'], () => index.build());
      const searches = await callsDuring(['search'], () => index.search(query));
      const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);
      return {
        callsPerText: calls.length / texts.length,
        charactersRatio:
          sum(calls.map(({ characters }) => characters)) / sum(texts.map(({ length }) => length)),
        roundTrips: searches.length,
      };
    });
  },

  /** Searches again and again while an index of texts is being made. */
  async searchMeanwhile(texts: readonly string[], queries: readonly string[]): Promise<Meanwhile> {
    const answers: number[] = [];
    const longestTask = await longestTaskOf(() =>
      withIndex(texts, async (index) => {
        await index.search('warm', { mode: 'lexical' });
        let isBuilt = false;
        const building = index.build().finally(() => {
          isBuilt = true;
        });
        for (let i = 0; !isBuilt; i += 1)
          answers.push(await timed(() => index.search(queries[i % queries.length] ?? '')));
        await building;
      }),
    );
    return { answers, longestTask };
  },

  /** The page's longest task while so many texts are put into an index and searched by words. */
  longestTaskOfAdding: (texts: readonly string[]): Promise<number> =>
    longestTaskOf(() => withIndex(texts, (index) => index.search(texts[0] ?? '', { mode: 'lexical' }))),

  /** Milliseconds from the start of an index to all its kept vectors being there and searched. */
  async reopen(texts: readonly string[], times: number): Promise<number[]> {
    const random = createEmbedder({ ...options, worker: () => new RandomWorker() });
    const open = () => {
      const index = createSearchIndex<string>({
        embedder: random,
        getText: (text) => text,
        persist: 'bench',
      });
      index.add(texts);
      return index;
    };
    const first = open();
    await first.build();
    await navigator.locks.request('react-embeddings-index/bench', () => {}); // what is kept has been joined
    await first.dispose();
    const taken: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const start = performance.now();
      const index = open();
      await index.build();
      await index.search(texts[i] ?? '', { mode: 'semantic' });
      taken.push(performance.now() - start);
      await index.dispose();
    }
    await random.dispose();
    return taken;
  },
};
