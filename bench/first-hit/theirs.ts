import type { SearchRequest } from '../compare/theirs.worker.js';
import { NOTES } from '../notes.js';

// The same search on transformers.js with the same weights. It knows the query before anyone has typed it.

const QUERY = new URLSearchParams(location.search).get('query') ?? '';
const model = {
  folder: 'bge-small-en-v1.5',
  pooling: 'cls',
  prompt: 'Represent this sentence for searching relevant passages: ',
} as const;

const root = document.getElementById('root') as HTMLElement;
root.innerHTML = '<input role="combobox" aria-label="Search notes" /><ul role="listbox"></ul>';
const worker = new Worker(new URL('../compare/theirs.worker.ts', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }: MessageEvent<readonly string[]>) => {
  const rows = data.map((text) => Object.assign(document.createElement('li'), { textContent: text }));
  for (const row of rows) row.setAttribute('role', 'option');
  root.dataset.mode = 'hybrid';
  root.querySelector('ul')?.replaceChildren(...rows);
});
worker.postMessage({ texts: NOTES, query: QUERY, weights: 'q4', model } satisfies SearchRequest);
