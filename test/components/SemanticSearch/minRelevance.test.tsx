import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { fingerprint, SemanticSearch } from '../../../src/index.js';
import { createTestEmbedder } from '../../../src/testing/createTestEmbedder.js';
import { randomNumbers } from '../../support/madeCorpus.js';
import { renderWithEmbedder } from '../../support/renderWithEmbedder.js';
import { workerOf } from '../../support/scriptedWorker.js';

const NOTES = Array.from({ length: 30 }, (_, i) => `note${i}`);

/** Texts have nothing to do with each other, but "like X" is close to X. No word of it is in a note. */
function vectorOf(text: string): Float32Array {
  const [, like = text] = /^like(\d+)$/.exec(text) ?? [];
  const random = randomNumbers(Number.parseInt(fingerprint([like === text ? text : `note${like}`]), 36));
  const vector = Float32Array.from({ length: 64 }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

async function search(query: string, minRelevance?: number) {
  const { embedder } = createTestEmbedder({ vectorOf });
  const worker = () => workerOf(createSearchApi());
  renderWithEmbedder(
    <SemanticSearch items={NOTES} worker={worker} label="Notes" minRelevance={minRelevance} />,
    embedder,
  );
  await userEvent.setup().type(screen.getByRole('combobox'), query);
}

const summary = () => document.querySelector('[data-sem-part=summary]')?.textContent;
const rows = () => screen.queryAllByRole('option').map(({ textContent }) => textContent);

test('with minRelevance only what has to do with the query is found, and counted', async () => {
  await search('like7', 0.9);
  await waitFor(() => expect(rows()).toEqual(['note7']), { timeout: 20_000 });
  expect(summary()).toBe('1 result');
});

test('with minRelevance nothing is found for a query about something else, and it says so', async () => {
  await search('unrelated', 0.9);
  await waitFor(() => expect(summary()).toMatch(/^Nothing found for/), { timeout: 20_000 });
  expect(rows()).toEqual([]);
});

test('without it the nearest are shown all the same, below a line that says that they are not close', async () => {
  await search('unrelated');
  await waitFor(() => expect(summary()).toMatch(/^Nothing closely matches/), { timeout: 20_000 });
  expect(rows()).toHaveLength(10);
});
