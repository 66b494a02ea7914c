import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { createSearchApi } from '../../src/engine/workers/search/api.js';
import { type SearchIndex, useSearchIndex, useSimilarItems } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../support/scriptedWorker.js';

const places = { cat: [1, 0], dog: [0.8, 0.6], trout: [0, 1], kitten: [0.98, 0.2] };
const startWorker = () => workerOf(createSearchApi());

function Related({ index, id }: { index: SearchIndex<string> | undefined; id: string | undefined }) {
  const { data, error } = useSimilarItems(index, id, { limit: 2 });
  if (error) return <p>{error.code}</p>;
  return <p>{data ? data.map(({ item }) => item).join(', ') : 'nothing yet'}</p>;
}

function App({ id }: { id: string | undefined }) {
  const [items, setItems] = useState(['cat', 'dog', 'trout']);
  const { index } = useSearchIndex(items, { worker: startWorker });
  return (
    <>
      <Related index={index} id={id} />
      <button type="button" onClick={() => setItems(['cat', 'trout', 'kitten'])}>
        change
      </button>
    </>
  );
}

test('the closest items are found, without the item itself, and follow the index', async () => {
  renderWithEmbedder(<App id="cat" />, scriptedEmbedder(lookUpWorkers(places)));
  await screen.findByText('dog, trout');
  screen.getByRole('button').click();
  await screen.findByText('kitten, trout');
});

test('nothing is asked while there is no id, and an unknown one is an error', async () => {
  const workers = lookUpWorkers(places);
  const { rerender } = renderWithEmbedder(<App id={undefined} />, scriptedEmbedder(workers));
  await screen.findByText('nothing yet');
  expect(workers.counts.started).toBe(0);
  rerender(<App id="whale" />);
  await screen.findByText('invalid-input');
});
