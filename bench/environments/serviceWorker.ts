import { createEmbedder, createSearchIndex } from 'react-embeddings/engine';
import { NOTES, WORD } from './notes.js';

// The background of an extension is a service worker, which has no workers. Answers a message with what it finds.

addEventListener('message', ({ ports: [port] }) => {
  find().then(
    (words) => port?.postMessage({ words, errors: [] }),
    (error) => port?.postMessage({ words: [], errors: [String(error)] }),
  );
});

async function find(): Promise<string[]> {
  const embedder = createEmbedder({ backends: ['hash'] });
  const index = createSearchIndex<string>({ embedder, getText: (note) => note });
  index.add(NOTES);
  const { hits } = await index.search(WORD as string, { mode: 'lexical' });
  return hits.map(({ item }) => item);
}
