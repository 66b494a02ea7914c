import type { StoryObj } from '@storybook/react-vite';
import { type ReactNode, useState } from 'react';
import {
  EmbedderProvider,
  type OpenReason,
  type SearchableItems,
  SemanticSearch,
  type SemanticSearchProps,
} from 'react-embeddings';
import { expect, waitFor, within } from 'storybook/test';
import { thePerson } from './person.js';
import { notices } from './texts.js';

// A search of the notices, by words, for stories of how it opens and closes and what its rows do.

export type NoticeSearchProps = Partial<Extract<SemanticSearchProps<string>, SearchableItems<string>>> & {
  /** Puts the search into what is around it. */
  readonly around?: (search: ReactNode) => ReactNode;
};

/** The search, with what was chosen, and why it opened and closed. */
export function NoticeSearch({ around = (search) => search, ...props }: NoticeSearchProps) {
  const [chosen, setChosen] = useState('');
  const [reasons, setReasons] = useState<readonly OpenReason[]>([]);
  const search = (
    <SemanticSearch
      items={notices}
      label="Search the notices"
      placeholder="Search"
      mode="lexical"
      limit={12}
      onSelect={({ item }) => setChosen(`${chosen}[${item}]`)}
      onOpenChange={(_, reason) => setReasons([...reasons, reason])}
      {...props}
    >
      {({ item }) => (props.listRole === 'list' ? <RouterLink onGo={setChosen}>{item}</RouterLink> : item)}
    </SemanticSearch>
  );
  return (
    <EmbedderProvider model="all-MiniLM-L6-v2" backends={['hash']}>
      <p>
        Chosen: <output aria-label="Chosen">{chosen}</output>
      </p>
      <p>
        Reasons: <output aria-label="Reasons">{reasons.join(' ')}</output>
      </p>
      {around(search)}
      <button type="button">After</button>
    </EmbedderProvider>
  );
}

/** A link as routers have it: it goes on without loading a page. */
function RouterLink({ children, onGo }: { readonly children: string; onGo(text: string): void }) {
  const go = (event: React.MouseEvent) => {
    event.preventDefault();
    onGo(children);
  };
  return (
    <a href={`#${notices.indexOf(children)}`} onClick={go}>
      {children}
    </a>
  );
}

export type StoryOf = StoryObj<typeof NoticeSearch>;

/** What people write: there are notices with this word. */
export const QUERY = 'the';

export interface Played {
  readonly canvasElement: HTMLElement;
}

/** A person before the search, and what is seen of it. */
export function before({ canvasElement }: Played) {
  const canvas = within(canvasElement);
  const field = () => canvas.getByRole<HTMLInputElement>('combobox', { name: 'Search the notices' });
  const rows = () => canvas.queryAllByRole('option');
  const panel = () => canvasElement.querySelector<HTMLElement>('[data-sem-part=panel]');
  return {
    canvas,
    field,
    rows,
    panel,
    press: (keys: string) => thePerson().press(keys),
    /** A hotkey is heard once it is shown. */
    async pressHotkey(keys: string) {
      await waitFor(() => expect(canvasElement.querySelector('[data-sem-part=shortcut]')).not.toBeNull());
      await thePerson().press(keys);
    },
    click: (element: HTMLElement) => thePerson().click(element),
    isOpen: () => field().getAttribute('aria-expanded') === 'true' && rows().length > 0,
    /** Whether the popover is in the top layer. */
    isShown: () => panel()?.matches(':popover-open') ?? false,
    active: () => rows().findIndex(({ id }) => id === field().getAttribute('aria-activedescendant')),
    chosen: () => canvas.getByRole('status', { name: 'Chosen' }).textContent,
    reasons: () => canvas.getByRole('status', { name: 'Reasons' }).textContent,
  };
}
export type Person = ReturnType<typeof before>;

/** Writes the query, and waits for hits. */
export async function typed(person: Person): Promise<void> {
  await person.click(person.field());
  await person.press(QUERY);
  await waitFor(() => expect(person.isOpen()).toBe(true));
}

/** A story of a popover with hits. */
export const popover = (act: (person: Person) => Promise<void>, args: NoticeSearchProps = {}): StoryOf => ({
  args: { presentation: 'popover', ...args },
  play: async (played) => {
    const person = before(played);
    await typed(person);
    await act(person);
  },
});

export const closed = (person: Person) =>
  waitFor(() => expect([person.isOpen(), person.isShown()]).toEqual([false, false]));

export const dialogOf = ({ canvasElement }: Played) =>
  canvasElement.querySelector<HTMLDialogElement>('[data-sem-part=dialog]');
