import { createEmbedder, createSearchIndex, type SearchIndex } from 'react-embeddings/engine';
import { SearchEngine } from '../../src/engine/workers/search/SearchEngine.js';

// What bench/search/run.mjs asks of its page about items that come and go. Words need no model.

interface Note {
  readonly id: string;
  readonly text: string;
}

const LIVE = 20;
const AT_ONCE = 5_000;
const SEARCHES = 40;

const embedder = createEmbedder({ backends: ['hash'] });
const noteOf = (number: number): Note => ({ id: `${number}`, text: `note ${number}` });
const notesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => noteOf(first + i));

function newIndex(): SearchIndex<Note> {
  return createSearchIndex<Note>({ embedder, getText: ({ text }) => text, getId: ({ id }) => id });
}

/** Milliseconds of a search by words, the mean of some. */
async function searchTime(index: SearchIndex<Note>): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < SEARCHES; i += 1) await index.search('note', { mode: 'lexical' });
  return (performance.now() - start) / SEARCHES;
}

export const churn = {
  /** Milliseconds of a search among as many items: after so many others have come and gone, and among new ones. */
  async searchTimes(changes: number, rounds: number): Promise<{ churned: number[]; fresh: number[] }> {
    const [churned, fresh] = [newIndex(), newIndex()];
    for (let first = 0; first < changes; first += AT_ONCE) {
      churned.set(notesFrom(first, AT_ONCE));
      await churned.search('note', { mode: 'lexical', limit: 1 });
    }
    for (const index of [churned, fresh]) index.set(notesFrom(changes, LIVE));
    const times = { churned: [] as number[], fresh: [] as number[] };
    await searchTime(churned);
    await searchTime(fresh);
    for (let round = 0; round < rounds; round += 1) {
      times.churned.push(await searchTime(churned));
      times.fresh.push(await searchTime(fresh));
    }
    await Promise.all([churned.dispose(), fresh.dispose()]);
    return times;
  },

  /** Milliseconds that the search thread takes to remove some of many texts, every fifth one. */
  removalTime(texts: readonly string[]): number {
    const library = new SearchEngine();
    library.documents.put(
      texts.map((text, docId) => ({ docId, text })),
      true,
    );
    library.documents.readWords();
    const removed = texts.flatMap((_, docId) => (docId % 5 === 0 ? docId : []));
    const start = performance.now();
    library.documents.remove(removed);
    return performance.now() - start;
  },
};
