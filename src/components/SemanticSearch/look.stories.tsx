import type { Meta, StoryObj } from '@storybook/react-vite';
import { EmbedderProvider, Excerpt, type Presentation, SemanticSearch } from 'react-embeddings';
import { expect, waitFor, within } from 'storybook/test';
import preflight from 'tailwindcss/preflight.css?raw';
import tokens from 'tailwindcss/theme.css?raw';
import { thePerson } from '../../../.storybook/person.js';
import { notices } from '../../../.storybook/texts.js';
import theme from '../../../examples/themes/tailwind.css?raw';

// What a search looks like in use: an active row, pictures in rows, a long list, two of them on a page, each theme.

interface Notice {
  readonly title: string;
  readonly text: string;
  readonly room: 'Machines' | 'House';
  readonly sign: string;
}

const NOTICES: readonly Notice[] = notices.map((text, i) => ({
  title: text.split(/[,:;.]/)[0] ?? text,
  text,
  room: /machine|saw|lathe|Blades|laser/.test(text) ? 'Machines' : 'House',
  sign: ['◉', '▥', '▧', '◍', '◧', '✚', '☺', '◈', '☞', '▣'][i] ?? '•',
}));

const MANY = Array.from({ length: 60 }, (_, i) => ({
  ...(NOTICES[i % NOTICES.length] as Notice), // there are some
  title: `${NOTICES[i % NOTICES.length]?.title} (${i + 1})`,
}));

interface StoryProps {
  readonly presentation?: Presentation;
  readonly items?: readonly Notice[];
  readonly label?: string;
  readonly theme?: string;
  readonly density?: string;
  readonly limit?: number;
}

function Search({ items = NOTICES, label = 'Search the notices', limit = 8, ...props }: StoryProps) {
  return (
    <div data-sem-theme={props.theme} data-density={props.density}>
      <SemanticSearch
        items={items}
        getId={({ title }) => title}
        getText={({ text }) => text}
        fields={{ title: { getText: ({ title }) => title } }}
        groupBy={({ room }) => room}
        isItemDisabled={({ title }) => title.startsWith('The laser')}
        presentation={props.presentation}
        label={label}
        placeholder="What would you like to know?"
        mode="lexical"
        emptyQuery="all"
        limit={limit}
        hotkeys={['mod+k']}
      >
        {(hit) => (
          <>
            <span aria-hidden data-sem-part="item-icon">
              {hit.item.sign}
            </span>
            <span data-sem-part="item-body">
              <span data-sem-part="item-title">{hit.item.title}</span>
              <Excerpt hit={hit} maxLength={80} />
            </span>
            <span data-sem-part="item-end">{hit.item.room}</span>
          </>
        )}
      </SemanticSearch>
    </div>
  );
}

function Story(props: StoryProps) {
  return (
    <EmbedderProvider backends={['hash']}>
      <Search {...props} />
    </EmbedderProvider>
  );
}

const meta = { title: 'SemanticSearch/Look', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

interface Played {
  readonly canvasElement: HTMLElement;
}

/** A person has typed, and is on the second row. */
async function onTheSecondRow({ canvasElement }: Played): Promise<void> {
  const [field] = within(canvasElement).getAllByRole('combobox');
  if (!field) throw new Error('There is no field.');
  await thePerson().click(field);
  await thePerson().press('the');
  const rows = () => within(canvasElement).getAllByRole('option');
  await waitFor(() => expect(rows().length).toBeGreaterThan(2));
  await thePerson().press('{ArrowDown}{ArrowDown}');
  await waitFor(() => expect(rows()[1]?.dataset.active).toBeDefined());
}

export const ActiveRow: StoryOf = { play: onTheSecondRow };

export const Popover: StoryOf = { args: { presentation: 'popover' }, play: onTheSecondRow };

export const Dialog: StoryOf = {
  args: { presentation: 'dialog' },
  play: async (played) => {
    await waitFor(() =>
      expect(played.canvasElement.querySelector('[data-sem-part=shortcut]')).not.toBeNull(),
    ); // it is heard
    await thePerson().press('{Control>}k{/Control}');
    await waitFor(() => expect(played.canvasElement.querySelector('dialog[open]')).not.toBeNull());
    await onTheSecondRow(played);
  },
};

export const Compact: StoryOf = {
  args: { presentation: 'popover', density: 'compact' },
  play: onTheSecondRow,
};

export const Brand: StoryOf = { args: { presentation: 'popover', theme: 'brand' }, play: onTheSecondRow };

export const Terminal: StoryOf = {
  args: { presentation: 'popover', theme: 'terminal' },
  play: onTheSecondRow,
};

/** Tailwind's colors and its reset, in a layer as there, and the copy-in theme; for this story alone. */
const TAILWIND = `@scope ([data-story="tailwind"]) {
    ${tokens.replace(/@theme[^{]*/, ':scope ')}
    ${theme.replace(':root', ':scope')}
    @layer base { ${preflight} }
  }`;

export const Tailwind: StoryOf = {
  render: (props) => (
    <div data-story="tailwind">
      <style>{TAILWIND}</style>
      <Story {...props} />
    </div>
  ),
  args: { presentation: 'popover' },
  play: async (played) => {
    await onTheSecondRow(played);
    const field = played.canvasElement.querySelector('[data-sem-part="field"]');
    await expect(field && getComputedStyle(field).borderRadius).toBe('8px'); // --radius-lg
  },
};

/** The list scrolls, and the heading of the group stays. */
export const LongList: StoryOf = {
  args: { presentation: 'popover', items: MANY, limit: 60 },
  play: async ({ canvasElement }) => {
    await thePerson().click(within(canvasElement).getByRole('combobox'));
    await waitFor(() => expect(within(canvasElement).getAllByRole('option')).toHaveLength(60));
    await thePerson().press('{ArrowDown}{PageDown}{PageDown}');
    const list = within(canvasElement).getByRole('listbox').getBoundingClientRect();
    const active = () => canvasElement.querySelector('[role=option][data-active]')?.getBoundingClientRect();
    await waitFor(() => expect(active()?.top ?? 0).toBeGreaterThan(list.top));
    await expect(active()?.bottom ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(list.bottom);
  },
};

/** Each has a name of its own. */
export const TwoOnOnePage: StoryOf = {
  render: () => (
    <EmbedderProvider backends={['hash']}>
      <Search label="Search the notices" presentation="popover" />
      <Search label="Search the machines" presentation="popover" items={NOTICES.slice(0, 3)} />
    </EmbedderProvider>
  ),
  play: async (played) => {
    await onTheSecondRow(played);
    const names = within(played.canvasElement)
      .getAllByRole('search')
      .map((search) => search.getAttribute('aria-label'));
    await expect(names).toEqual(['Search the notices', 'Search the machines']);
  },
};

const QUESTIONS = ['When is it quiet?', 'Where is the first-aid box?'];

/** Where nothing was found, what else may be asked: buttons of the app, as chips. */
export const Suggestions: StoryOf = {
  render: () => (
    <EmbedderProvider backends={['hash']}>
      <SemanticSearch.Root items={notices} label="Search the notices" mode="lexical">
        {({ query, outcome, setQuery }) => (
          <>
            <div data-sem-part="field">
              <SemanticSearch.Input />
              <SemanticSearch.Clear />
            </div>
            <SemanticSearch.Empty />
            {(query === '' || outcome === 'empty') && (
              <div data-sem-part="suggestions">
                {QUESTIONS.map((question) => (
                  <button
                    key={question}
                    type="button"
                    data-sem-part="chip"
                    onClick={() => setQuery(question)}
                  >
                    {question}
                  </button>
                ))}
              </div>
            )}
            <SemanticSearch.List<string>>{(hit) => <SemanticSearch.Item hit={hit} />}</SemanticSearch.List>
          </>
        )}
      </SemanticSearch.Root>
    </EmbedderProvider>
  ),
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement);
    const field = canvas.getByRole('combobox');
    const chip = () => canvas.findByRole('button', { name: 'Where is the first-aid box?' });
    await thePerson().click(await chip());
    await waitFor(() => expect(canvas.getAllByRole('option').length).toBeGreaterThan(0));
    await expect(document.activeElement).toBe(field); // the button has gone
    await thePerson().press('{Control>}a{/Control}zebra');
    await canvas.findByText(/^Nothing found/);
    await chip();
  },
};
