import type { Meta } from '@storybook/react-vite';
import { expect, waitFor } from 'storybook/test';
import {
  before,
  closed,
  NoticeSearch,
  popover,
  QUERY,
  type StoryOf,
} from '../../../.storybook/noticeSearch.js';

// How a popover opens and closes. The tests press real keys in Chromium.

const meta = { title: 'SemanticSearch/Popover', component: NoticeSearch } satisfies Meta<typeof NoticeSearch>;
export default meta;

export const PopoverClosesWithAChoiceWhichCountsOnce = popover(async (person) => {
  await person.press('{ArrowDown}');
  await waitFor(() => expect(person.active()).toBe(0));
  const [first] = person.rows();
  const text = `[${first?.textContent}]`;
  await person.press('{Enter}{Enter}');
  await closed(person);
  await expect([person.chosen(), person.reasons(), person.field().value]).toEqual([
    text,
    'typing select',
    QUERY,
  ]);
  await expect(document.activeElement).toBe(person.field());
});

export const PopoverClosesWithAClickOnARow = popover(async (person) => {
  const [first] = person.rows();
  if (first) await person.click(first);
  await closed(person);
  await expect(person.chosen()).toMatch(/^\[[^[]+\]$/);
});

export const PopoverClosesWithEscapeAndThenTheTextIsCleared = popover(async (person) => {
  await person.press('{Escape}');
  await closed(person);
  await expect(person.field().value).toBe(QUERY);
  await person.press('{Escape}');
  await waitFor(() => expect(person.field().value).toBe(''));
  await expect(person.isShown()).toBe(false);
});

export const PopoverClosesWhenTabLeavesTheSearch = popover(async (person) => {
  await person.press('{Tab}');
  await expect(document.activeElement).toBe(person.canvas.getByRole('button', { name: 'Clear' }));
  await expect(person.isShown()).toBe(true); // still in the search
  await person.press('{Tab}');
  await closed(person);
  await expect(person.reasons()).toBe('typing blur');
});

export const PopoverClosesWithAPressOutside = popover(async (person) => {
  await person.click(person.canvas.getByText(/^Reasons/));
  await closed(person);
  await expect(person.reasons()).toMatch(/^typing (outside|blur)$/);
});

export const PopoverOpensWithArrowsAndWithAClick = popover(async (person) => {
  for (const [keys, row] of [
    ['{ArrowDown}', 0],
    ['{ArrowUp}', person.rows().length - 1],
    ['{Alt>}{ArrowDown}{/Alt}', -1],
  ] as const) {
    await person.press('{Escape}');
    await closed(person);
    await person.press(keys);
    await waitFor(() => expect([person.isShown(), person.active()]).toEqual([true, row]));
  }
  await person.press('{Escape}');
  await closed(person);
  await person.click(person.field());
  await waitFor(() => expect(person.isShown()).toBe(true));
});

export const PopoverSaysThatNothingIsFound: StoryOf = {
  args: { presentation: 'popover' },
  play: async (played) => {
    const person = before(played);
    await person.click(person.field());
    await person.press('zebra');
    await waitFor(() => expect(person.isShown()).toBe(true));
    await waitFor(() => expect(person.panel()?.textContent).toMatch(/zebra/));
    await expect(person.field().getAttribute('aria-expanded')).toBe('false');
    await person.press('{Escape}');
    await waitFor(() => expect(person.isShown()).toBe(false));
    await expect(person.field().value).toBe('zebra');
  },
};

export const PopoverOfLinksIsReachedByArrowsAndClosesWithALink: StoryOf = {
  args: { presentation: 'popover', listRole: 'list' },
  play: async (played) => {
    const person = before(played);
    const field = person.canvas.getByRole('searchbox');
    await person.click(field);
    await person.press(QUERY);
    await waitFor(() => expect(person.canvas.queryAllByRole('link').length).toBeGreaterThan(1));
    await person.press('{ArrowDown}{ArrowDown}');
    const second = person.canvas.getAllByRole('link')[1];
    await expect(document.activeElement).toBe(second);
    await person.press('{Escape}'); // from a row
    await waitFor(() => expect(person.isShown()).toBe(false));
    await expect(document.activeElement).toBe(field);
    await person.press('{ArrowDown}');
    await waitFor(() => expect(person.isShown()).toBe(true));
    await person.press('{ArrowDown}{Enter}');
    await waitFor(() => expect(person.isShown()).toBe(false));
    await expect(person.chosen()).not.toBe('');
  },
};
