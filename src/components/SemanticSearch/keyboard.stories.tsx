import type { Meta, StoryObj } from '@storybook/react-vite';
import { useState } from 'react';
import { EmbedderProvider, SemanticSearch } from 'react-embeddings';
import { expect, waitFor, within } from 'storybook/test';
import { thePerson } from '../../../.storybook/person.js';
import { notices } from '../../../.storybook/texts.js';

// The keyboard of the ARIA pattern "combobox with list", a story for each key. Their tests press real keys in Chromium.

function Story({ links = false }: { readonly links?: boolean }) {
  const [chosen, setChosen] = useState('');
  return (
    <EmbedderProvider model="all-MiniLM-L6-v2" backends={['hash']}>
      <SemanticSearch
        items={notices}
        label="Search the notices"
        mode="lexical"
        limit={3}
        listRole={links ? 'list' : 'listbox'}
        onSelect={({ item }) => setChosen(chosen + item)}
      >
        {({ item }) => (links ? <a href={`#${notices.indexOf(item)}`}>{item}</a> : item)}
      </SemanticSearch>
      <p>
        Chosen: <output aria-label="Chosen">{chosen}</output>
      </p>
    </EmbedderProvider>
  );
}

const meta = { title: 'SemanticSearch/Keyboard', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

const QUERY = 'the';

/** A person before the search: what is seen of it, and the keyboard. */
function before(canvasElement: HTMLElement) {
  const canvas = within(canvasElement);
  const field = () => canvas.getByRole<HTMLInputElement>('combobox', { name: 'Search the notices' });
  const rows = () => canvas.queryAllByRole('option');
  return {
    canvas,
    field,
    rows,
    press: (keys: string) => thePerson().press(keys),
    chosen: () => canvas.getByRole('status', { name: 'Chosen' }).textContent,
    /** The number of the active row, -1 for the text itself; as a screen reader finds it. */
    active: () => rows().findIndex(({ id }) => id === field().getAttribute('aria-activedescendant')),
    isOpen: () => field().getAttribute('aria-expanded') === 'true' && rows().length > 0,
    caret: () => [field().selectionStart, field().selectionEnd],
  };
}

type Person = ReturnType<typeof before>;

/** A story in which a person has found three rows, and then does something. */
const found = (act: (person: Person) => Promise<void>): StoryOf => ({
  play: async ({ canvasElement }) => {
    const person = before(canvasElement);
    await thePerson().click(person.field());
    await person.press(QUERY);
    await waitFor(() => expect(person.rows()).toHaveLength(3));
    await act(person);
    await expect(document.activeElement?.getAttribute('data-sem-part')).not.toBe('item'); // never a row
  },
});

const eachIs = async (person: Person, key: string, expected: readonly number[]) => {
  for (const row of expected) {
    await person.press(key);
    await waitFor(() => expect(person.active()).toBe(row));
  }
};

export const DownOpensTheListAtTheFirstRow = found(async (person) => {
  await person.press('{Escape}');
  await waitFor(() => expect(person.isOpen()).toBe(false));
  await eachIs(person, '{ArrowDown}', [0]);
  await expect(person.isOpen()).toBe(true);
});

export const DownGoesToTheNextRowAndFromTheLastToTheText = found((person) =>
  eachIs(person, '{ArrowDown}', [0, 1, 2, -1, 0]),
);

export const UpOpensTheListAtTheLastRow = found(async (person) => {
  await person.press('{Escape}');
  await waitFor(() => expect(person.isOpen()).toBe(false));
  await eachIs(person, '{ArrowUp}', [2]);
  await expect(person.isOpen()).toBe(true);
});

export const UpGoesToTheRowBeforeAndFromTheFirstToTheText = found((person) =>
  eachIs(person, '{ArrowUp}', [2, 1, 0, -1, 2]),
);

export const AltDownOpensTheListWithoutMoving = found(async (person) => {
  await person.press('{Escape}');
  await waitFor(() => expect(person.isOpen()).toBe(false));
  await person.press('{Alt>}{ArrowDown}{/Alt}');
  await waitFor(() => expect(person.isOpen()).toBe(true));
  await expect(person.active()).toBe(-1);
});

export const AltUpClosesTheList = found(async (person) => {
  await person.press('{ArrowDown}{Alt>}{ArrowUp}{/Alt}');
  await waitFor(() => expect(person.isOpen()).toBe(false));
  await expect(person.field().value).toBe(QUERY);
});

export const EnterChoosesTheActiveRow = found(async (person) => {
  await person.press('{ArrowDown}{ArrowDown}');
  const second = person.rows()[1]?.textContent;
  await person.press('{Enter}');
  await waitFor(() => expect(person.chosen()).toBe(second));
});

export const EnterInTheTextChoosesNothing = found(async (person) => {
  await person.press('{Enter}');
  await person.press('{ArrowDown}');
  await waitFor(() => expect(person.active()).toBe(0));
  await expect(person.chosen()).toBe('');
});

export const EscapeClosesTheListAndThenClearsTheText = found(async (person) => {
  await person.press('{ArrowDown}{Escape}');
  await waitFor(() => expect(person.isOpen()).toBe(false));
  await expect([person.field().value, person.active()]).toEqual([QUERY, -1]);
  await person.press('{Escape}');
  await waitFor(() => expect(person.field().value).toBe(''));
});

/** A key of the text: it goes from an active row to the text, and does there what it always does. */
const ofTheText = (key: string, value: string, caret: number): StoryOf =>
  found(async (person) => {
    await person.press('{ArrowDown}');
    await waitFor(() => expect(person.active()).toBe(0));
    await person.press(key);
    await waitFor(() => expect(person.active()).toBe(-1));
    await expect([person.field().value, ...person.caret()]).toEqual([value, caret, caret]);
  });

export const LeftIsOfTheText = ofTheText('{ArrowLeft}', QUERY, 2);
export const HomeIsOfTheText = ofTheText('{Home}', QUERY, 0);
export const BackspaceIsOfTheText = ofTheText('{Backspace}', 'th', 2);
export const LettersAreOfTheText = ofTheText('n', 'then', 4);

/** Keys that need a place in the text to go on from. */
const fromItsStart = (key: string, value: string, caret: number): StoryOf =>
  found(async (person) => {
    await person.press('{Home}{ArrowDown}');
    await waitFor(() => expect(person.active()).toBe(0));
    await person.press(key);
    await waitFor(() => expect(person.active()).toBe(-1));
    await expect([person.field().value, ...person.caret()]).toEqual([value, caret, caret]);
  });

export const RightIsOfTheText = fromItsStart('{ArrowRight}', QUERY, 1);
export const EndIsOfTheText = fromItsStart('{End}', QUERY, 3);
export const DeleteIsOfTheText = fromItsStart('{Delete}', 'he', 0);

export const TabLeavesTheListAndGoesPastIt = found(async (person) => {
  await person.press('{ArrowDown}{Tab}');
  await expect(document.activeElement).toBe(person.canvas.getByRole('button', { name: 'Clear' }));
  await waitFor(() => expect(person.active()).toBe(-1));
  await person.press('{Tab}');
  await expect(document.activeElement?.closest('[role=search]') ?? null).toBeNull(); // no row is a stop
});

/** While an input method composes, its arrows go through its own candidates, and its Enter takes one. */
export const KeysOfAnInputMethodAreItsOwn: StoryOf = {
  play: async ({ canvasElement }) => {
    const person = before(canvasElement);
    const { click, compose } = thePerson();
    await click(person.field());
    await compose(QUERY);
    await waitFor(() => expect(person.rows()).toHaveLength(3));
    await thePerson().pressComposing('ArrowDown');
    await expect(person.active()).toBe(-1);
    await thePerson().accept(QUERY);
    await expect([person.chosen(), person.field().value]).toEqual(['', QUERY]);
    await eachIs(person, '{ArrowDown}', [0]);
  },
};

/** Where rows hold links, Tab and the arrows reach them, and from the ends the field. */
export const TabAndArrowsGoThroughLinks: StoryOf = {
  args: { links: true },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement);
    const { click, press } = thePerson();
    await click(canvas.getByRole('searchbox'));
    await press(QUERY);
    await waitFor(() => expect(canvas.getAllByRole('link')).toHaveLength(3));
    await press('{Tab}{Tab}');
    const [first, second, third] = canvas.getAllByRole('link');
    const goesTo = async (key: string, element: HTMLElement | undefined) => {
      await press(key);
      await expect(document.activeElement).toBe(element);
    };
    await expect(document.activeElement).toBe(first);
    await goesTo('{Tab}', second);
    await goesTo('{ArrowDown}', third);
    await goesTo('{ArrowDown}', canvas.getByRole('searchbox'));
    await goesTo('{ArrowDown}', first);
    await goesTo('{ArrowUp}', canvas.getByRole('searchbox'));
    await goesTo('{ArrowUp}', third);
  },
};
