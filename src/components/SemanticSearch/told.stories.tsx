import type { Meta, StoryObj } from '@storybook/react-vite';
import { useState } from 'react';
import {
  createEmbedder,
  type EmbedderOptions,
  EmbedderProvider,
  EmbedError,
  type Presentation,
  type SearchMode,
  SemanticSearch,
} from 'react-embeddings';
import { expect, waitFor, within } from 'storybook/test';
import { modelsUrl } from '../../../.storybook/modelsUrl.js';
import { thePerson } from '../../../.storybook/person.js';
import { bundled, never, scriptedLoad } from '../../../.storybook/scripted.js';
import { foods, notices, skies, trips } from '../../../.storybook/texts.js';

// What a search says of its hits, and where there are none. The tests press real keys in Chromium.

interface Entry {
  readonly text: string;
  readonly kind: 'Workshop' | 'Food' | 'Weather' | 'Travel';
}

const entriesOf = (kind: Entry['kind'], texts: readonly string[]) => texts.map((text) => ({ kind, text }));
const ENTRIES: readonly Entry[] = [
  ...entriesOf('Workshop', notices),
  ...entriesOf('Food', foods),
  ...entriesOf('Weather', skies),
  ...entriesOf('Travel', trips),
];

interface StoryProps {
  readonly embedder: EmbedderOptions;
  readonly presentation: Presentation;
  readonly mode?: SearchMode;
  readonly limit?: number;
  readonly isGrouped?: boolean;
}

function Story({ embedder: options, presentation, mode = 'hybrid', limit = 6, isGrouped }: StoryProps) {
  const [embedder] = useState(() => createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl, ...options }));
  return (
    <EmbedderProvider embedder={embedder}>
      <SemanticSearch
        items={ENTRIES}
        getText={({ text }) => text}
        groupBy={isGrouped ? 'kind' : undefined}
        facets={isGrouped ? ['kind'] : undefined}
        presentation={presentation}
        mode={mode}
        limit={limit}
        label="Search the notices"
        placeholder="What would you like to know?"
        showMore
      />
    </EmbedderProvider>
  );
}

const meta = { title: 'SemanticSearch/Told', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

interface Played {
  readonly canvasElement: HTMLElement;
}

/** A person has typed, and waits until the search says so. */
async function typedUntil({ canvasElement }: Played, query: string, text: RegExp): Promise<void> {
  await thePerson().click(within(canvasElement).getByRole('combobox'));
  await thePerson().press(query);
  await waitFor(() => expect(canvasElement.textContent).toMatch(text), { timeout: 30_000 });
}

const partsOf = ({ canvasElement }: Played, name: string) =>
  Array.from(canvasElement.querySelectorAll<HTMLElement>(`[data-sem-part="${name}"]`));
const weightOf = (element: Element | null | undefined) =>
  element ? Number(getComputedStyle(element).fontWeight) : 0;

/** A heading tells how many of all are shown, where the field of the groups is counted; "Show more" shows more of each. */
export const GroupsTellHowManyOfAll: StoryOf = {
  args: { embedder: { backends: ['hash'] }, presentation: 'popover', mode: 'lexical', isGrouped: true },
  play: async (played) => {
    await typedUntil(played, 'the', /6 of \d+ results/);
    const counted = () =>
      partsOf(played, 'group').map((group) => {
        const [, shown = '', total = shown] =
          /(\d+)(?: of (\d+))?$/.exec(
            group.querySelector('[data-sem-part="group-name"]')?.textContent ?? '',
          ) ?? [];
        return {
          shown: Number(shown),
          total: Number(total),
          rows: within(group).getAllByRole('option').length,
        };
      });
    const before = counted();
    await expect(before.map(({ shown }) => shown)).toEqual(before.map(({ rows }) => rows));
    await expect(before.some(({ shown, total }) => total > shown)).toBe(true);
    await thePerson().press('{Tab}{Tab}{Enter}'); // past Clear, to "Show more"
    await waitFor(() =>
      expect(within(played.canvasElement).getAllByRole('option').length).toBeGreaterThan(6),
    );
    const after = counted();
    await expect(after.map(({ shown }) => shown)).toEqual(after.map(({ rows }) => rows));
    await expect(after[0]?.total).toBe(before[0]?.total);
  },
};

/** A notice above the nearest rows; the title of it stands out, and arrows go to the rows. */
export const NothingCloseIsANoticeAboveTheNearest: StoryOf = {
  args: { embedder: bundled, presentation: 'popover' },
  play: async (played) => {
    await typedUntil(played, 'chess tournament Reykjavik', /Nothing closely matches.*These are the nearest/s);
    const [notice] = partsOf(played, 'notice');
    const [list] = partsOf(played, 'list');
    await expect(notice?.getBoundingClientRect().bottom ?? 0).toBeLessThanOrEqual(
      list?.getBoundingClientRect().top ?? 0,
    );
    await expect(notice?.offsetWidth).toBe(partsOf(played, 'panel')[0]?.clientWidth); // no box in a box
    await expect(weightOf(notice?.firstElementChild)).toBeGreaterThan(weightOf(notice?.lastElementChild));
    await expect(partsOf(played, 'count')).toEqual([]);
    await thePerson().press('{ArrowDown}');
    await waitFor(() =>
      expect(within(played.canvasElement).getAllByRole('option')[0]?.dataset.active).toBeDefined(),
    );
  },
};

/** What stands where no hits are: the first line is its title. */
export const NothingFoundHasATitle: StoryOf = {
  args: { embedder: { backends: ['hash'] }, presentation: 'popover', mode: 'lexical' },
  play: async (played) => {
    await typedUntil(played, 'zebra', /Nothing found for “.?zebra.?”\.Check the spelling/);
    const [empty] = partsOf(played, 'empty');
    await expect(weightOf(empty?.firstElementChild)).toBe(600);
    await expect(weightOf(empty?.lastElementChild)).toBe(400);
  },
};

const downloading = scriptedLoad((_, onProgress) => {
  onProgress({ phase: 'downloading', loaded: 9_300_000, total: 23_000_000 });
  return never;
});

/** While the model comes and no word matches, the popover shows its progress. */
export const ProgressIsShownWhereWordsFindNothing: StoryOf = {
  args: { embedder: downloading, presentation: 'popover' },
  play: async (played) => {
    await typedUntil(played, 'zebra', /Preparing search by meaning/);
    await waitFor(() => expect(partsOf(played, 'panel')[0]?.matches(':popover-open')).toBe(true));
  },
};

/** Below the rows, which stay where they are when it has come to its end. */
export const ProgressStandsBelowTheRows: StoryOf = {
  args: { embedder: downloading, presentation: 'popover' },
  play: async (played) => {
    await typedUntil(
      played,
      'saw',
      /band saw.*Preparing search by meaning|Preparing search by meaning.*band saw/s,
    );
    const [summary, list] = ['summary', 'list'].map((name) => partsOf(played, name)[0]);
    await waitFor(() =>
      expect(summary?.getBoundingClientRect().top ?? 0).toBeGreaterThanOrEqual(
        list?.getBoundingClientRect().bottom ?? Number.POSITIVE_INFINITY,
      ),
    );
  },
};

/** Without a network there is nothing to press: it goes on by itself. */
export const OfflineNeedsNoButton: StoryOf = {
  args: {
    embedder: scriptedLoad(() =>
      Promise.reject(
        new EmbedError('model-load-failed', 'This device is offline.', { details: { reason: 'offline' } }),
      ),
    ),
    presentation: 'popover',
  },
  play: async (played) => {
    await typedUntil(played, 'blades', /You are offline\..*1 result/s);
    await expect(within(played.canvasElement).queryByRole('button', { name: 'Try again' })).toBeNull();
  },
};
