import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useClassify } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';
import { lookUpWorkers } from '../support/scriptedWorker.js';

const places = {
  'I pay too much': [1, 0.2],
  bill: [1, 0],
  fault: [0, 1],
  money: [0, 1],
  'a thing broke': [1, 0.2],
};
const said = { bill: 'money', fault: 'a thing broke' };

function Labels({ text, isDescribed }: { readonly text?: string; readonly isDescribed?: boolean }) {
  const options = isDescribed ? { describe: (label: 'fault' | 'bill') => said[label] } : {};
  const { data, fetchStatus } = useClassify(text, ['fault', 'bill'], options); // made anew at each render
  return <p>{data?.map(({ label, cosine }) => `${label} ${cosine.toFixed(2)}`).join(', ') ?? fetchStatus}</p>;
}

test('gives all labels, the closest first', async () => {
  const workers = lookUpWorkers(places);
  const { rerender } = renderWithEmbedder(<Labels text="I pay too much" />, scriptedEmbedder(workers));
  await screen.findByText('bill 0.98, fault 0.20');
  rerender(<Labels text="I pay too much" />);
  expect(workers.batches.flat()).toHaveLength(3);
});

test('a label may stand for a text', async () => {
  renderWithEmbedder(<Labels text="I pay too much" isDescribed />, scriptedEmbedder(lookUpWorkers(places)));
  await screen.findByText('fault 1.00, bill 0.20');
});

test('asks for nothing while there is no text', () => {
  const workers = lookUpWorkers(places);
  renderWithEmbedder(<Labels />, scriptedEmbedder(workers));
  expect(screen.getByText('idle')).toBeTruthy();
  expect(workers.counts.started).toBe(0);
});
