import { act, screen, waitFor } from '@testing-library/react';
import { Profiler } from 'react';
import { expect, test } from 'vitest';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { useSearchIndex, useSearchIndexState, useSemanticSearch } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { scriptedWorkers, workerOf } from '../support/scriptedWorker.js';

const startWorker = () => workerOf(createSearchApi());
const many = Array.from({ length: 2_000 }, (_, i) => `animal ${i}`);
const counts = { search: 0, progress: 0 };

function count(what: keyof typeof counts): void {
  counts[what] += 1;
}

function Progress({ index }: { index: Parameters<typeof useSearchIndexState>[0] }) {
  const { embedded, items } = useSearchIndexState(index);
  return <p>{`${embedded} of ${items}`}</p>;
}

function Search() {
  const { index } = useSearchIndex(many, { worker: startWorker });
  const { status } = useSemanticSearch({ index, query: 'animal 7', debounceMs: 0 });
  return (
    <>
      <Profiler id="search" onRender={() => count('search')}>
        <p>{status}</p>
      </Profiler>
      <Profiler id="progress" onRender={() => count('progress')}>
        <Progress index={index} />
      </Profiler>
      <button type="button" onClick={() => void index?.build()}>
        build
      </button>
    </>
  );
}

test('while 2,000 items get their vectors only what shows the progress renders', {
  timeout: 60_000,
}, async () => {
  renderWithEmbedder(<Search />, scriptedEmbedder(scriptedWorkers()));
  act(() => screen.getByRole('button').click());
  await screen.findByText('2000 of 2000', undefined, { timeout: 30_000 });
  await waitFor(() => screen.getByText('ready'), { timeout: 30_000 });
  expect(counts.progress).toBeGreaterThan(20);
  expect(counts.search).toBeLessThanOrEqual(12);
});
