import { NOTES, noteFirstHit, QUERY, WEIGHTS } from './notes.js';

// The same app on transformers.js: a worker with its pipeline, as its documentation of React shows it, and a sort by cosine.

const worker = new Worker(new URL('./theirs.worker.ts', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }: MessageEvent<readonly string[]>) => {
  const root = document.getElementById('root') as HTMLElement;
  root.replaceChildren(
    ...data.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
  );
  noteFirstHit(data[0]);
});
worker.postMessage({ texts: NOTES, query: QUERY, weights: WEIGHTS });
