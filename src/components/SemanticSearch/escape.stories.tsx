import type { Meta } from '@storybook/react-vite';
import { type ReactNode, useRef } from 'react';
import { expect, waitFor } from 'storybook/test';
import {
  before,
  NoticeSearch,
  type NoticeSearchProps,
  QUERY,
  type StoryOf,
} from '../../../.storybook/noticeSearch.js';

// What Escape does in a search that is inside of a dialog or a popover of the app. The tests press real keys in Chromium.

/** A dialog of the app around a search. */
function InDialog({ children }: { readonly children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        Open around
      </button>
      <dialog ref={dialog} aria-label="Around" style={{ inlineSize: '30rem' }}>
        {children}
      </dialog>
    </>
  );
}

const inDialog = (search: ReactNode) => <InDialog>{search}</InDialog>;

const inPopover = (search: ReactNode) => (
  <>
    <button type="button" popoverTarget="around">
      Open around
    </button>
    <div id="around" popover="auto" style={{ inlineSize: '30rem' }}>
      {search}
    </div>
  </>
);

const meta = { title: 'SemanticSearch/Escape', component: NoticeSearch } satisfies Meta<typeof NoticeSearch>;
export default meta;

/** Escape first closes the popover, then clears the text, and then closes what is around. */
const escapesThrough = (args: NoticeSearchProps): StoryOf => ({
  args: { presentation: 'popover', ...args },
  play: async (played) => {
    const person = before(played);
    const isAround = () => played.canvasElement.querySelector('dialog[open], #around:popover-open') !== null;
    await person.click(person.canvas.getByRole('button', { name: 'Open around' }));
    await waitFor(() => expect(isAround()).toBe(true));
    const field = person.canvas.getByRole<HTMLInputElement>(
      args.listRole === 'list' ? 'searchbox' : 'combobox',
    );
    await person.click(field);
    await person.press(QUERY);
    const rows = () => played.canvasElement.querySelectorAll('[data-sem-part=list]:not([hidden]) > *');
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    await person.press('{Escape}');
    if (args.listRole !== 'list') {
      await waitFor(() => expect(rows()).toHaveLength(0));
      await expect([isAround(), field.value]).toEqual([true, QUERY]);
      await person.press('{Escape}');
    }
    await waitFor(() => expect(field.value).toBe(''));
    await expect(isAround()).toBe(true);
    await person.press('{Escape}');
    await waitFor(() => expect(isAround()).toBe(false));
  },
});

export const EscapeReachesADialogAroundAPopover = escapesThrough({ around: inDialog });
export const EscapeReachesADialogAroundAList = escapesThrough({ around: inDialog, presentation: 'inline' });
export const EscapeReachesADialogAroundLinks = escapesThrough({
  around: inDialog,
  presentation: 'inline',
  listRole: 'list',
});
export const EscapeReachesAPopoverAround = escapesThrough({ around: inPopover });
