import type { Meta } from '@storybook/react-vite';
import { expect, waitFor } from 'storybook/test';
import { before, dialogOf, NoticeSearch, QUERY, type StoryOf } from '../../../.storybook/noticeSearch.js';

// How a dialog opens and closes. The tests press real keys in Chromium.

const meta = { title: 'SemanticSearch/Dialog', component: NoticeSearch } satisfies Meta<typeof NoticeSearch>;
export default meta;

export const DialogOpensWithItsTriggerAndItsHotkeys: StoryOf = {
  args: { presentation: 'dialog' },
  play: async (played) => {
    const person = before(played);
    const isOpen = () => dialogOf(played)?.open;
    const trigger = person.canvas.getByRole('button', { name: 'Search' });
    for (const open of [
      () => person.click(trigger),
      () => person.pressHotkey('{Control>}k{/Control}'),
      () => person.pressHotkey('/'),
    ]) {
      await open();
      await waitFor(() => expect(isOpen()).toBe(true));
      await waitFor(() => expect(document.activeElement).toBe(person.field()));
      await person.press('{Escape}');
      await waitFor(() => expect(isOpen()).toBe(false));
      await waitFor(() => expect(document.activeElement).toBe(trigger));
    }
    await expect(person.reasons()).toBe('press escape hotkey escape hotkey escape');
  },
};

export const SlashIsALetterWhereSomebodyTypes: StoryOf = {
  args: { presentation: 'dialog' },
  play: async (played) => {
    const person = before(played);
    await person.pressHotkey('{Control>}k{/Control}');
    await waitFor(() => expect(dialogOf(played)?.open).toBe(true));
    await person.press('a/b');
    await waitFor(() => expect(person.field().value).toBe('a/b'));
    await person.press('{Control>}k{/Control}'); // it closes what it opened
    await waitFor(() => expect(dialogOf(played)?.open).toBe(false));
  },
};

export const DialogClosesWithEscape: StoryOf = {
  args: { presentation: 'dialog', emptyQuery: 'all', autoHighlight: true },
  play: async (played) => {
    const person = before(played);
    await person.click(person.canvas.getByRole('button', { name: 'Search' }));
    await waitFor(() => expect([person.rows().length > 3, person.active()]).toEqual([true, 0]));
    await person.press(QUERY);
    await waitFor(() => expect(person.field().value).toBe(QUERY));
    await person.press('{Escape}');
    await waitFor(() => expect(dialogOf(played)?.open).toBe(false));
  },
};

export const DialogClosesWithAChoiceAndForgetsTheQuery: StoryOf = {
  args: { presentation: 'dialog', autoHighlight: true },
  play: async (played) => {
    const person = before(played);
    await person.pressHotkey('/');
    await waitFor(() => expect(document.activeElement).toBe(person.field()));
    await person.press(QUERY);
    await waitFor(() => expect(person.active()).toBe(0));
    await person.press('{Enter}');
    await waitFor(() => expect(dialogOf(played)?.open).toBe(false));
    await expect(person.chosen()).toMatch(/^\[[^[]+\]$/);
    await person.pressHotkey('/');
    await waitFor(() => expect(dialogOf(played)?.open).toBe(true));
    await expect(person.field().value).toBe('');
  },
};

export const DialogClosesWithItsButtonAndAroundIt: StoryOf = {
  args: { presentation: 'dialog' },
  play: async (played) => {
    const person = before(played);
    const trigger = person.canvas.getByRole('button', { name: 'Search' });
    await person.click(trigger);
    await waitFor(() => expect(dialogOf(played)?.open).toBe(true));
    await person.click(person.canvas.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(dialogOf(played)?.open).toBe(false));
    await person.click(trigger);
    await waitFor(() => expect(dialogOf(played)?.open).toBe(true));
    dialogOf(played)?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true })); // what is around it is the dialog itself
    await waitFor(() => expect(dialogOf(played)?.open).toBe(false));
    await expect(person.reasons()).toBe('press press press outside');
  },
};
