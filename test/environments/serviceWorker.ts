import { createEmbedder, createSearchIndex } from 'react-embeddings/engine';
import { NOTES, WORD } from './notes.js';

// The background of an extension is a service worker, which has no workers. It says what it finds by words, to a message or when
// it is called.

interface BackgroundVisit {
  readonly words: string[];
  readonly errors: string[];
}

declare global {
  var visitBackground: () => Promise<BackgroundVisit>;
}

async function find(): Promise<string[]> {
  const embedder = createEmbedder({ backends: ['hash'] });
  const index = createSearchIndex<string>({ embedder, getText: (note) => note });
  index.add(NOTES);
  const { hits } = await index.search(WORD as string, { mode: 'lexical' });
  return hits.map(({ item }) => item);
}

globalThis.visitBackground = () =>
  find().then(
    (words) => ({ words, errors: [] }),
    (error) => ({ words: [], errors: [String(error)] }),
  );

addEventListener('message', ({ ports: [port] }) => {
  globalThis.visitBackground().then((found) => port?.postMessage(found));
});
