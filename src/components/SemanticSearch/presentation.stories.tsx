import type { Meta, StoryObj } from '@storybook/react-vite';
import { useRef, useState } from 'react';
import {
  EmbedderProvider,
  type OpenReason,
  type SearchableItems,
  SemanticSearch,
  type SemanticSearchProps,
} from 'react-embeddings';
import { expect, waitFor, within } from 'storybook/test';
import { thePerson } from '../../../.storybook/person.js';
import { notices } from '../../../.storybook/texts.js';
import { untilStill } from '../../../.storybook/untilStill.js';

// Where the hits are, and how they open and close. The tests press real keys in Chromium.

type Props = Partial<Extract<SemanticSearchProps<string>, SearchableItems<string>>> & {
  /** What is around the search. */
  readonly around?: 'page' | 'dialog' | 'auto-popover';
};

function Story({ around = 'page', ...props }: Props) {
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
      <style>{STYLE}</style>
      <p>
        Chosen: <output aria-label="Chosen">{chosen}</output>
      </p>
      <p>
        Reasons: <output aria-label="Reasons">{reasons.join(' ')}</output>
      </p>
      <Around kind={around}>{search}</Around>
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

function Around({ kind, children }: { readonly kind: string; readonly children: React.ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  if (kind === 'page') return children;
  if (kind === 'auto-popover')
    return (
      <>
        <button type="button" popoverTarget="around">
          Open around
        </button>
        <div id="around" popover="auto" style={{ inlineSize: '30rem' }}>
          {children}
        </div>
      </>
    );
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

const meta = { title: 'SemanticSearch/Presentation', component: Story } satisfies Meta<typeof Story>;
export default meta;
type StoryOf = StoryObj<typeof meta>;

const QUERY = 'the';

interface Played {
  readonly canvasElement: HTMLElement;
}

/** A person before the search, and what is seen of it. */
function before({ canvasElement }: Played) {
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
type Person = ReturnType<typeof before>;

async function typed(person: Person): Promise<void> {
  await person.click(person.field());
  await person.press(QUERY);
  await waitFor(() => expect(person.isOpen()).toBe(true));
}

/** A field with room on both sides of it for a panel that is a little wider, and no CSS that places it. */
const STYLE = `
.narrow { inline-size: 10rem; margin-inline: 6rem; }
.narrow [data-sem-part=panel] { inline-size: 14rem; min-inline-size: 0 !important; }
.measured [data-sem-part=panel] { position-area: none !important; }`;

const AT_BOTTOM = { position: 'fixed', insetBlockEnd: 20 } as const;

const popover = (act: (person: Person) => Promise<void>, args: Props = {}): StoryOf => ({
  args: { presentation: 'popover', ...args },
  play: async (played) => {
    const person = before(played);
    await typed(person);
    await act(person);
  },
});

const closed = (person: Person) =>
  waitFor(() => expect([person.isOpen(), person.isShown()]).toEqual([false, false]));

export const PopoverLiesOnThePageBelowTheField = popover(async (person) => {
  await expect(person.isShown()).toBe(true);
  await untilStill(); // it slides in
  const field = person.field().closest('[data-sem-part=field]')?.getBoundingClientRect();
  const panel = person.panel()?.getBoundingClientRect();
  await expect(Math.round((panel?.top ?? 0) - (field?.bottom ?? 0))).toBe(6);
  await expect(Math.abs((panel?.left ?? 0) - (field?.left ?? 0))).toBeLessThan(1);
});

/** Where the panel is, when it has slid in, and where the field is. */
async function places(person: Person): Promise<{ readonly panel: DOMRect; readonly field: DOMRect }> {
  const [panel, field] = [person.panel(), person.field().closest('[data-sem-part=field]')];
  if (!panel || !field) throw new Error('There is no popover.');
  await untilStill(panel);
  return { panel: panel.getBoundingClientRect(), field: field.getBoundingClientRect() };
}

const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1.5);

/** In a page from left to right. */
export const PopoverInRightToLeftBeginsAtTheRightEdge = popover(
  async (person) => {
    const { panel, field } = await places(person);
    await near(panel.right, field.right);
    await expect(panel.left).toBeLessThan(field.left);
  },
  { className: 'narrow', dir: 'rtl' },
);

export const PopoverFlipsAboveAFieldAtTheBottom = popover(
  async (person) => {
    const { panel, field } = await places(person);
    await near(panel.bottom, field.top - 6);
    await expect(panel.top).toBeGreaterThanOrEqual(0);
  },
  { className: 'narrow', style: AT_BOTTOM },
);

/** As in a browser without CSS anchor positioning. */
export const PopoverIsPlacedByMeasuringWhereCssDoesNot = popover(
  async (person) => {
    await waitFor(() => expect(person.panel()?.style.left).not.toBe(''));
    const below = await places(person);
    await near(below.panel.top, below.field.bottom + 6);
    await near(below.panel.left, below.field.left);
  },
  { className: 'narrow measured' },
);

export const PopoverIsMeasuredAboveAFieldAtTheBottomAndFromTheRightInRightToLeft = popover(
  async (person) => {
    await waitFor(() => expect(person.panel()?.style.left).not.toBe(''));
    const { panel, field } = await places(person);
    await near(panel.bottom, field.top - 6);
    await near(panel.right, field.right);
  },
  { className: 'narrow measured', style: AT_BOTTOM, dir: 'rtl' },
);

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

/** In what is around it Escape first closes the popover, then clears the text, and then closes what is around. */
const escapesThrough = (args: Props): StoryOf => ({
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

export const EscapeReachesADialogAroundAPopover = escapesThrough({ around: 'dialog' });
export const EscapeReachesADialogAroundAList = escapesThrough({ around: 'dialog', presentation: 'inline' });
export const EscapeReachesADialogAroundLinks = escapesThrough({
  around: 'dialog',
  presentation: 'inline',
  listRole: 'list',
});
export const EscapeReachesAPopoverAround = escapesThrough({ around: 'auto-popover' });

const dialogOf = ({ canvasElement }: Played) =>
  canvasElement.querySelector<HTMLDialogElement>('[data-sem-part=dialog]');

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

export const DialogEndsAboveAKeyboardOnTheScreen: StoryOf = {
  args: { presentation: 'dialog', emptyQuery: 'all' },
  play: async (played) => {
    const person = before(played);
    const viewport = window.visualViewport as VisualViewport;
    await person.pressHotkey('/');
    await waitFor(() => expect(person.rows().length).toBeGreaterThan(3));
    await untilStill(); // it slides in
    const bottom = () => Math.round(dialogOf(played)?.getBoundingClientRect().bottom ?? 0);
    const whole = bottom();
    const seen = Math.round(innerHeight / 3); // a keyboard takes the rest
    Object.defineProperty(viewport, 'height', { configurable: true, value: seen });
    try {
      viewport.dispatchEvent(new Event('resize'));
      await waitFor(() => expect(bottom()).toBeLessThan(seen));
      const list = person.canvas.getByRole('listbox');
      await expect(list.getBoundingClientRect().bottom).toBeLessThan(seen);
      await expect(list.scrollHeight).toBeGreaterThan(list.clientHeight); // all rows can be reached
    } finally {
      Reflect.deleteProperty(viewport, 'height');
      viewport.dispatchEvent(new Event('resize'));
    }
    await waitFor(() => expect(Math.abs(bottom() - whole)).toBeLessThan(2)); // its top is rounded anew
  },
};

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
