import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import {
  hashTexts,
  type SearchableItems,
  SemanticSearch,
  type SemanticSearchProps,
} from '../../../src/index.js';
import { createTestEmbedder } from '../../../src/testing/createTestEmbedder.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';
import { randomNumbers } from '../../support/syntheticCorpus.js';

const NOTES = Array.from({ length: 25 }, (_, i) => `${i % 5 === 0 ? 'red' : 'blue'} note ${i}`);

type Props = Partial<Extract<SemanticSearchProps<string>, SearchableItems<string>>>;

/** By words, so that each note with the word is found. */
function Notes(props: Props) {
  return (
    <SemanticSearch
      items={NOTES}
      worker={() => workerOf(createSearchApi())}
      label="Notes"
      mode="lexical"
      debounceMs={0}
      showMore
      {...props}
    />
  );
}

async function search(query: string, props: Props = {}) {
  renderWithEmbedder(<Notes {...props} />, scriptedEmbedder(lookUpWorkers({})));
  const user = userEvent.setup();
  await user.type(screen.getByRole('combobox'), query);
  await waitFor(() => expect(count()).not.toBe(''));
  return user;
}

const count = () => document.querySelector('[data-sem-part=count]')?.textContent ?? '';
const said = () => document.querySelector('[data-sem-part=live-region]')?.textContent;
const rows = () => screen.queryAllByRole('option');
const more = () => screen.queryByRole('button', { name: 'Show more' });

describe.each(['inline', 'popover', 'dialog'] as const)('more hits than are shown, %s', (presentation) => {
  test('are counted, and come with a button that keys reach, until there are no more', async () => {
    const user = await search('note', { presentation, open: true });
    expect([count(), rows().length]).toEqual(['10 of 25 results', 10]);
    while (document.activeElement !== more()) await user.tab();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(count()).toBe('20 of 25 results'));
    expect([rows().length, document.activeElement]).toEqual([20, more()]);
    await waitFor(() => expect(said()).toBe('20 of 25 results'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(count()).toBe('25 results'));
    expect(more()).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('combobox')));
  });
});

test('another query begins with the first hits', async () => {
  const user = await search('note');
  await user.click(screen.getByRole('button', { name: 'Show more' }));
  await waitFor(() => expect(rows()).toHaveLength(20));
  await user.clear(screen.getByRole('combobox'));
  await user.type(screen.getByRole('combobox'), 'blue');
  await waitFor(() => expect(count()).toBe('10 of 20 results'));
});

test('without showMore there is no button, and without more hits there is none', async () => {
  await search('note', { showMore: false });
  expect([count(), more()]).toEqual(['10 of 25 results', null]);
});

test('a group shows so many rows at most', async () => {
  const colorOf = (note: string) => note.split(' ')[0] ?? '';
  await search('note', { groupBy: colorOf, limitPerGroup: 3, limit: 25 });
  expect(
    rows()
      .map((row) => colorOf(row.textContent ?? ''))
      .sort(),
  ).toEqual([...new Array(3).fill('blue'), ...new Array(3).fill('red')]);
  expect(count()).toBe('6 of 25 results');
});

describe('groups by a field', () => {
  const NAMES = NOTES.map((name) => ({ name, color: name.split(' ')[0] ?? '' }));
  const headings = () =>
    Array.from(
      document.querySelectorAll('[data-sem-part=group-name]'),
      ({ textContent }) => textContent,
    ).sort();

  async function searchGroups(
    props: Pick<
      SemanticSearchProps<(typeof NAMES)[number]>,
      'limit' | 'limitPerGroup' | 'facets' | 'selectedFacets'
    >,
  ) {
    renderWithEmbedder(
      <SemanticSearch
        items={NAMES}
        getText={({ name }) => name}
        worker={() => workerOf(createSearchApi())}
        label="Notes"
        mode="lexical"
        debounceMs={0}
        groupBy="color"
        {...props}
      />,
      scriptedEmbedder(lookUpWorkers({})),
    );
    await userEvent.setup().type(screen.getByRole('combobox'), 'note');
    await waitFor(() => expect(count()).not.toBe(''));
  }

  test('tell beside their names how many of all hits they show', async () => {
    await searchGroups({ limit: 25, limitPerGroup: 3, facets: ['color'] });
    expect(headings()).toEqual(['blue 3 of 20', 'red 3 of 5']);
    expect(
      screen
        .getAllByRole('group')
        .map((group) => group.getAttribute('aria-label'))
        .sort(),
    ).toEqual(['blue', 'red']);
  });

  test('tell how many there are where all are shown', async () => {
    await searchGroups({ limit: 25, facets: ['name', 'color'] });
    expect(headings()).toEqual(['blue 20', 'red 5']);
  });

  test('tell nothing where the field is not counted', async () => {
    await searchGroups({ limit: 25, facets: ['name'] });
    expect(headings()).toEqual(['blue', 'red']);
  });

  test('count under what is chosen of other fields', async () => {
    await searchGroups({ limit: 25, selectedFacets: { name: ['red note 0', 'blue note 1'], color: [] } });
    expect(headings()).toEqual(['blue 1', 'red 1']);
  });
});

test('ids in the page hold no text of an item', async () => {
  await search('note');
  for (const element of document.querySelectorAll('[id]')) expect(element.id).not.toMatch(/note|red|blue/);
});

/** Texts have nothing to do with each other, "orchestra" the least, but "like7" is close to "idea7", without a word of it. */
function vectorOf(text: string): Float32Array {
  const random = randomNumbers(Number.parseInt(hashTexts([text.replace(/^like(?=\d)/, 'idea')]), 36));
  const vector = Float32Array.from({ length: 64 }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

describe('by meaning', () => {
  const IDEAS = Array.from({ length: 30 }, (_, i) => `idea${i}`);
  const summary = () => document.querySelector('[data-sem-part=summary]')?.textContent;
  const shown = () => rows().map(({ textContent }) => textContent);
  const patiently = { timeout: 20_000 };

  async function searchIdeas(query: string, minRelevance?: number) {
    const { embedder } = createTestEmbedder({ vectorOf });
    const props = { items: IDEAS, mode: 'hybrid', minRelevance, showMore: false } as const;
    renderWithEmbedder(<Notes {...props} />, embedder);
    await userEvent.setup().type(screen.getByRole('combobox'), query);
  }

  test('with minRelevance only what has to do with the query is found, and counted', async () => {
    await searchIdeas('like7', 0.9);
    await waitFor(() => expect(shown()).toEqual(['idea7']), patiently);
    expect(summary()).toBe('1 result');
  });

  test('with minRelevance nothing is found for a query about something else, and it says so', async () => {
    await searchIdeas('orchestra', 0.9);
    await waitFor(() => expect(summary()).toMatch(/^Nothing found for/), patiently);
    expect(shown()).toEqual([]);
  });

  test('without it the nearest are shown all the same, below a line that says that they are not close', async () => {
    await searchIdeas('orchestra');
    await waitFor(() => expect(summary()).toMatch(/^Nothing closely matches/), patiently);
    expect(shown()).toHaveLength(10);
  });
});
