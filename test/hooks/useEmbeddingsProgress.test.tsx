import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useEmbeddings, useEmbeddingsProgress } from '../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../support/renderWithEmbedder.js';

const texts = Array.from({ length: 40 }, (_, i) => `text ${i} ${'word '.repeat(100)}`);
const seen: number[] = [];

function Progress() {
  const progress = useEmbeddingsProgress(texts);
  if (progress) seen.push(progress.done / progress.total);
  return null;
}

function List() {
  const { data } = useEmbeddings(texts);
  return <p>{data ? `${data.length} vectors` : 'pending'}</p>;
}

test('while a list is embedded its progress is told by the batch, and nothing of it afterwards', async () => {
  renderWithEmbedder(
    <>
      <List />
      <Progress />
    </>,
    scriptedEmbedder(),
  );
  await screen.findByText('40 vectors');
  expect(seen[0]).toBe(0);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});
