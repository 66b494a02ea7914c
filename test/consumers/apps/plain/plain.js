import { createEmbedder, createSearchIndex } from 'react-embeddings/engine';
import { notes } from './notes.js';

const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] });
const index = createSearchIndex({ embedder, getText: (note) => note });
index.add(notes);
const built = index.build();

document.querySelector('input').addEventListener('input', async ({ target }) => {
  await built;
  const { hits } = await index.search(target.value);
  const rows = hits.map(({ item }) => {
    const row = document.createElement('li');
    row.role = 'option';
    row.textContent = item;
    return row;
  });
  document.querySelector('ul').replaceChildren(...rows);
});
