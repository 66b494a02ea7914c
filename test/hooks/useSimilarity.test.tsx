import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useSimilarity } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers } from '../support/scriptedWorker.js';

const places = { cat: [1, 0], dog: [0.8, 0.6], trout: [0, 1] };

function Similarity({ a, b }: { readonly a?: string; readonly b?: string }) {
  const { data, fetchStatus } = useSimilarity(a, b);
  return <p>{data?.toFixed(2) ?? fetchStatus}</p>;
}

test('is the cosine of the two vectors, whichever comes first', async () => {
  const workers = lookUpWorkers(places);
  renderWithEmbedder(
    <>
      <Similarity a="cat" b="dog" />
      <Similarity a="dog" b="cat" />
      <Similarity a="cat" b="cat" />
    </>,
    scriptedEmbedder(workers),
  );
  await waitFor(() => expect(screen.getAllByText('0.80')).toHaveLength(2));
  await screen.findByText('1.00');
  expect(workers.batches.flat().toSorted()).toEqual(['cat', 'dog']);
});

test('asks for nothing while a text is not there', () => {
  const workers = lookUpWorkers(places);
  renderWithEmbedder(<Similarity a="cat" />, scriptedEmbedder(workers));
  expect(screen.getByText('idle')).toBeTruthy();
  expect(workers.counts.started).toBe(0);
});
