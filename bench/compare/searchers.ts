import { create, insertMultiple, search } from '@orama/orama';
import { EmbeddingIndex } from 'client-vector-search';
import MiniSearch from 'minisearch';
import { createSearchIndex } from 'react-embeddings/engine';
import { randomNumbers } from '../../tools/random.mjs';
import { randomEmbedder } from '../search/randomEmbedder.js';

// What bench/compare/run.mjs asks about searching alone: by words against MiniSearch and Orama, by meaning against Orama and
// client-vector-search. Vectors are random: what is measured is what comes behind the model. Ours runs in its worker, and the
// time is the page's.

const DIMENSIONS = 384;
const LIMIT = 10;
const random = randomNumbers(3);
const WORDS = Array.from({ length: 5_000 }, (_, i) => `w${i.toString(36)}`);
/** The first words far more often, as words are. */
const word = () => WORDS[Math.min(Math.floor(5_000 ** (random(2 ** 20) / 2 ** 20)), 4_999)];
const textOf = (words: number) => Array.from({ length: words }, word).join(' ');
const vector = () => Array.from({ length: DIMENSIONS }, () => random(2_048) / 1_024 - 1);

type Search = (query: { readonly words: string; readonly vector: number[] }) => unknown;

interface Searchers {
  readonly words: Readonly<Record<string, Search>>;
  readonly meaning: Readonly<Record<string, Search>>;
}

async function makeSearchers(count: number): Promise<Searchers> {
  const items = Array.from({ length: count }, (_, id) => ({ id, text: textOf(30), embedding: vector() }));
  const mini = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
  mini.addAll(items);
  const orama = create({ schema: { text: 'string', embedding: `vector[${DIMENSIONS}]` } as const });
  await insertMultiple(
    orama,
    items.map(({ text, embedding }) => ({ text, embedding })),
  );
  const clientVectors = new EmbeddingIndex(items.map(({ id, embedding }) => ({ id, embedding })));
  const index = createSearchIndex<string>({ embedder: randomEmbedder(), getText: (text) => text });
  index.add(items.map(({ text }) => text));
  await index.build();
  return {
    words: {
      'react-embeddings': ({ words }) => index.search(words, { mode: 'lexical', limit: LIMIT }),
      MiniSearch: ({ words }) => mini.search(words).slice(0, LIMIT),
      Orama: ({ words }) => search(orama, { term: words, limit: LIMIT }),
    },
    meaning: {
      'react-embeddings': ({ words }) => index.search(words, { mode: 'semantic', limit: LIMIT }),
      Orama: ({ vector }) =>
        search(orama, {
          mode: 'vector',
          vector: { value: vector, property: 'embedding' },
          limit: LIMIT,
          similarity: 0,
        }),
      'client-vector-search': ({ vector }) => clientVectors.search(vector, { topK: LIMIT }),
    },
  };
}

let made: Promise<Searchers> | undefined;

const compareBench = {
  /** Milliseconds of each search by each way, which take turns. */
  async search(kind: keyof Searchers, count: number, rounds: number): Promise<Record<string, number[]>> {
    made ??= makeSearchers(count);
    const ways = Object.entries((await made)[kind]);
    const times: Record<string, number[]> = Object.fromEntries(ways.map(([name]) => [name, []]));
    for (let round = -2; round < rounds; round += 1) {
      const query = { words: textOf(3), vector: vector() };
      for (const [name, run] of ways) {
        const start = performance.now();
        await run(query);
        if (round >= 0) times[name]?.push(performance.now() - start);
      }
    }
    return times;
  },
};

declare global {
  interface Window {
    compareBench: typeof compareBench;
  }
}

window.compareBench = compareBench;
