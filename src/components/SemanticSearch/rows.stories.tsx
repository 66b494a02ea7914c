import type { Meta } from '@storybook/react-vite';
import { expect, waitFor } from 'storybook/test';
import { before, NoticeSearch, popover, type StoryOf } from '../../../.storybook/noticeSearch.js';
import { notices } from '../../../.storybook/texts.js';

// Which rows there are, and which of them can be reached. The tests press real keys in Chromium.

const meta = { title: 'SemanticSearch/Rows', component: NoticeSearch } satisfies Meta<typeof NoticeSearch>;
export default meta;

export const AllItemsAreThereBeforeAnyQuery: StoryOf = {
  args: { presentation: 'popover', emptyQuery: 'all' },
  play: async (played) => {
    const person = before(played);
    await person.click(person.field());
    await waitFor(() => expect([person.isShown(), person.rows().length]).toEqual([true, notices.length]));
    await person.press('{ArrowDown}{PageDown}');
    await waitFor(() => expect(person.active()).toBeGreaterThan(2));
    const row = person.rows()[person.active()]?.getBoundingClientRect();
    const list = person.canvas.getByRole('listbox').getBoundingClientRect();
    await expect([(row?.top ?? 0) >= list.top, (row?.bottom ?? 0) <= list.bottom]).toEqual([true, true]);
    await person.press('{PageUp}');
    await waitFor(() => expect(person.active()).toBe(0));
  },
};

/** Rows that cannot be chosen now: shown, passed over by the arrows, and without effect under a click. */
export const DisabledRowsArePassedOver: StoryOf = {
  args: {
    presentation: 'popover',
    emptyQuery: 'all',
    isItemDisabled: (item: string) => notices.indexOf(item) % 2 === 0,
  },
  play: async (played) => {
    const person = before(played);
    await person.click(person.field());
    await waitFor(() => expect(person.isShown()).toBe(true));
    for (const row of [1, 3]) {
      await person.press('{ArrowDown}');
      await waitFor(() => expect(person.active()).toBe(row));
    }
    const [first] = person.rows();
    await expect(first?.getAttribute('aria-disabled')).toBe('true');
    first?.click(); // the driver of the browser waits for ever until it is enabled
    await expect([person.isShown(), person.chosen()]).toEqual([true, '']);
  },
};

export const MoreHitsComeWithAButtonThatKeysReach = popover(
  async (person) => {
    await expect(person.rows()).toHaveLength(3);
    await expect(person.panel()?.textContent).toMatch(/3 of \d+ results/);
    await person.press('{Tab}{Tab}');
    await expect(document.activeElement?.textContent).toBe('Show more');
    await person.press('{Enter}');
    await waitFor(() => expect(person.rows()).toHaveLength(6));
    await expect(document.activeElement?.textContent).toBe('Show more');
  },
  { limit: 3, showMore: true },
);

export const PopoverWithGroups = popover(
  async (person) => {
    await person.press('{ArrowDown}');
    await waitFor(() => expect(person.active()).toBe(0));
    const [heading] = person.canvas.getAllByText(/^(Machines|House)$/);
    const list = person.canvas.getByRole('listbox').getBoundingClientRect();
    await expect((heading?.getBoundingClientRect().top ?? 0) >= list.top).toBe(true);
  },
  { groupBy: (text: string) => (/machine|saw|lathe|Blades/.test(text) ? 'Machines' : 'House') },
);
