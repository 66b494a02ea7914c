import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import {
  EmbedError,
  type SearchableItems,
  type SearchHit,
  SemanticSearch,
  type SemanticSearchProps,
} from '../../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

const ANIMALS = ['cat', 'dog', 'cow', 'catfish'];

type Props = Partial<Extract<SemanticSearchProps<string>, SearchableItems<string>>>;

/** By words, and the rows of "c" in the order of the items. */
function Search(props: Props) {
  return (
    <SemanticSearch
      items={ANIMALS}
      worker={() => workerOf(createSearchApi())}
      label="Search animals"
      mode="lexical"
      debounceMs={0}
      {...props}
    >
      {(hit: SearchHit<string>) => hit.item}
    </SemanticSearch>
  );
}

/** A popover whose state the app holds. */
function Held({ onOpenChange }: Pick<Props, 'onOpenChange'>) {
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      <Search presentation="popover" open={isOpen} onOpenChange={onOpenChange} defaultQuery="cat" />
      <button type="button" onClick={() => setOpen(!isOpen)}>
        Toggle
      </button>
    </>
  );
}

function Suggestions() {
  const [isThere, setThere] = useState(true);
  return (
    <SemanticSearch.Root items={ANIMALS} label="Search animals" mode="lexical">
      <SemanticSearch.Input />
      {isThere && (
        <button type="button" onClick={() => setThere(false)}>
          Suggestion
        </button>
      )}
    </SemanticSearch.Root>
  );
}

const input = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search animals', hidden: true });
const rows = () => screen.queryAllByRole('option').map((row) => row.textContent);
const activeRow = () => screen.queryByRole('option', { selected: true })?.textContent;
const isExpanded = () => input().getAttribute('aria-expanded') === 'true';

async function open(props: Props = {}, text = 'cat') {
  const view = renderWithEmbedder(<Search {...props} />, scriptedEmbedder(lookUpWorkers({})));
  const user = userEvent.setup();
  await user.click(input());
  if (text !== '') await user.keyboard(text);
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  return { user, ...view };
}

describe('a choice', () => {
  test('closes the list, so that a second Enter chooses nothing', async () => {
    const onSelect = vi.fn();
    const { user } = await open({ onSelect });
    await user.keyboard('{ArrowDown}{Enter}{Enter}');
    expect(onSelect).toHaveBeenCalledTimes(1);
    expect([isExpanded(), rows(), input().value]).toEqual([false, [], 'cat']);
  });

  test('leaves it open where the app wants that', async () => {
    const onSelect = vi.fn();
    const { user } = await open({ onSelect, closeOnSelect: false });
    await user.keyboard('{ArrowDown}{Enter}{Enter}');
    expect([onSelect.mock.calls.length, isExpanded(), activeRow()]).toEqual([2, true, 'cat']);
  });

  test.each([
    ['preserve', 'cat'],
    ['clear', ''],
    ['text', 'catfish'],
    [({ item }: SearchHit<string>) => item.toUpperCase(), 'CATFISH'],
  ] as const)('makes the query %s', async (queryOnSelect, query) => {
    const onQueryChange = vi.fn();
    const { user } = await open({ queryOnSelect, onQueryChange });
    await user.click(screen.getByRole('option', { name: 'catfish' }));
    expect([input().value, isExpanded()]).toEqual([query, false]);
    if (query !== 'cat') expect(onQueryChange).toHaveBeenLastCalledWith(query);
    await user.keyboard('{ArrowDown}');
    expect(isExpanded()).toBe(query !== '' && rows().length > 0);
  });
});

describe('open and closed', () => {
  test('the app is told when and why', async () => {
    const onOpenChange = vi.fn();
    const { user } = await open({ onOpenChange, presentation: 'popover' });
    await user.keyboard('{Escape}{ArrowDown}{Enter}');
    await user.click(input());
    await user.tab();
    await user.tab();
    expect(onOpenChange.mock.calls).toEqual([
      [true, 'typing'],
      [false, 'escape'],
      [true, 'key'],
      [false, 'select'],
      [true, 'press'],
      [false, 'blur'],
    ]);
  });

  test('the app may hold it', async () => {
    const onOpenChange = vi.fn();
    renderWithEmbedder(<Held onOpenChange={onOpenChange} />, scriptedEmbedder(lookUpWorkers({})));
    await waitFor(() => expect(rows()).toEqual(['cat', 'catfish']));
    const user = userEvent.setup();
    await user.click(input());
    await user.keyboard('{Escape}');
    expect([isExpanded(), onOpenChange.mock.lastCall]).toEqual([true, [false, 'escape']]);
    await user.click(screen.getByRole('button', { name: 'Toggle' }));
    expect(isExpanded()).toBe(false);
  });

  test('a popover is closed at first, and an inline list is a part of the page', async () => {
    const { unmount } = renderWithEmbedder(
      <Search presentation="popover" defaultQuery="cat" />,
      scriptedEmbedder(lookUpWorkers({})),
    );
    await waitFor(() => expect(document.querySelectorAll('[role=option]')).toHaveLength(2));
    expect(isExpanded()).toBe(false);
    unmount();
    const { user } = await open();
    await user.tab();
    await user.tab();
    await user.click(document.body);
    expect([isExpanded(), rows()]).toEqual([true, ['cat', 'catfish']]);
  });

  test('a popover closes with a press outside, and not with one inside', async () => {
    const { user } = await open({ presentation: 'popover' });
    fireEvent.pointerDown(screen.getByRole('listbox'));
    expect(isExpanded()).toBe(true);
    await user.pointer({ keys: '[MouseLeft>]', target: document.body });
    expect(isExpanded()).toBe(false);
  });
});

describe('a key with nothing to do is left to what is around', () => {
  /** Whether nobody has taken the key. */
  const isFree = (key: string, more = {}) => fireEvent.keyDown(input(), { key, ...more });

  test.each(['inline', 'popover', 'dialog'] as const)('in an empty field (%s)', async (presentation) => {
    renderWithEmbedder(<Search presentation={presentation} />, scriptedEmbedder(lookUpWorkers({})));
    for (const key of ['Escape', 'Enter', 'ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'])
      expect([key, isFree(key)]).toEqual([key, true]);
    expect(isFree('ArrowDown', { altKey: true })).toBe(true);
    expect(isFree('ArrowUp', { altKey: true })).toBe(true);
  });

  test('Escape where rows hold links, once the text is cleared', async () => {
    renderWithEmbedder(<Search listRole="list" defaultQuery="cat" />, scriptedEmbedder(lookUpWorkers({})));
    const field = screen.getByRole<HTMLInputElement>('searchbox');
    expect(fireEvent.keyDown(field, { key: 'Escape' })).toBe(false);
    expect(field.value).toBe('');
    expect(fireEvent.keyDown(field, { key: 'Escape' })).toBe(true);
  });

  test('Escape in a field that cannot be written in', async () => {
    renderWithEmbedder(
      <Search inputProps={{ readOnly: true }} defaultQuery="zebra" />,
      scriptedEmbedder(lookUpWorkers({})),
    );
    expect(isFree('Escape')).toBe(true);
  });

  test('Page Down where no row is active', async () => {
    await open();
    expect(isFree('PageDown')).toBe(true);
    expect(isFree('ArrowDown')).toBe(false);
    expect(isFree('PageDown')).toBe(false);
  });
});

describe('an empty query', () => {
  test('shows all items, which the arrows reach', async () => {
    const onSelect = vi.fn();
    const { user } = await open({ emptyQuery: 'all', onSelect, presentation: 'popover' }, '');
    expect(rows()).toEqual(ANIMALS);
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(onSelect.mock.calls).toEqual([[expect.objectContaining({ item: 'dog', id: 'dog' })]]);
  });

  test('shows those that pass the filter', async () => {
    await open({ emptyQuery: 'all', filter: (animal) => animal.startsWith('c') }, '');
    expect(rows()).toEqual(['cat', 'cow', 'catfish']);
  });

  test('shows the titles of items, as a query does', async () => {
    const worker = () => workerOf(createSearchApi());
    const fields = { title: { getText: (animal: string) => `The ${animal}` } };
    renderWithEmbedder(
      <SemanticSearch
        items={ANIMALS}
        label="Search animals"
        mode="lexical"
        emptyQuery="all"
        {...{ worker, fields }}
      />,
      scriptedEmbedder(lookUpWorkers({})),
    );
    await userEvent.click(input());
    expect(rows()).toEqual(ANIMALS.map((animal) => `The ${animal}${animal}`)); // a title, and an excerpt
  });

  test('shows the items that the app suggests, and hits when something is typed', async () => {
    const { user } = await open({ emptyQuery: ['cow', 'cow'], groupBy: () => 'Suggested' }, '');
    expect(rows()).toEqual(['cow', 'cow']);
    await user.keyboard('cat');
    await waitFor(() => expect(rows()).toEqual(['cat', 'catfish']));
    await user.clear(input());
    expect(rows()).toEqual(['cow', 'cow']);
  });
});

describe('rows', () => {
  test('the first is active by itself where the app wants that, so that Enter chooses it', async () => {
    const onSelect = vi.fn();
    const { user } = await open({ autoHighlight: true, onSelect });
    expect(activeRow()).toBe('cat');
    for (const row of ['catfish', 'cat']) {
      await user.keyboard('{ArrowDown}'); // from the last to the first
      expect(activeRow()).toBe(row);
    }
    await user.keyboard('{ArrowUp}');
    expect(activeRow()).toBe('catfish');
    await user.keyboard('f');
    await waitFor(() => expect(rows()).toEqual(['catfish']));
    await user.keyboard('{Enter}');
    expect(onSelect.mock.calls).toEqual([[expect.objectContaining({ item: 'catfish' })]]);
    await user.tab();
    expect(activeRow()).toBeUndefined();
  });

  test('that are disabled are passed over, never chosen, and told as such', async () => {
    const onSelect = vi.fn();
    const isItemDisabled = (animal: string) => animal === 'cat' || animal === 'cow';
    const { user } = await open({ emptyQuery: 'all', isItemDisabled, onSelect, autoHighlight: true }, '');
    expect(activeRow()).toBe('dog');
    await user.keyboard('{ArrowDown}');
    expect(activeRow()).toBe('catfish');
    const cat = screen.getByRole('option', { name: 'cat' });
    await user.click(cat);
    expect([onSelect.mock.calls, activeRow(), cat.getAttribute('aria-disabled')]).toEqual([
      [],
      'catfish',
      'true',
    ]);
  });

  test('Page Down and Page Up go on by several, and stop at the ends', async () => {
    const items = Array.from({ length: 12 }, (_, i) => `cat ${i}`);
    const { user } = await open({ items, emptyQuery: 'all' }, '');
    for (const [key, row] of [
      ['ArrowDown', 0],
      ['PageDown', 5],
      ['PageDown', 10],
      ['PageDown', 11],
      ['PageUp', 6],
      ['PageUp', 1],
      ['PageUp', 0],
    ] as const) {
      await user.keyboard(`{${key}}`);
      expect([key, activeRow()]).toEqual([key, `cat ${row}`]);
    }
  });

  test('when the active one goes, the one beside it is active', async () => {
    const embedder = scriptedEmbedder(lookUpWorkers({}));
    const { rerender } = renderWithEmbedder(<Search emptyQuery="all" />, embedder);
    const user = userEvent.setup();
    await user.click(input());
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(activeRow()).toBe('dog');
    rerender(<Search emptyQuery="all" items={['cat', 'cow', 'catfish']} />);
    await waitFor(() => expect(activeRow()).toBe('cow'));
    rerender(<Search emptyQuery="all" items={['cat', 'cow']} />);
    expect(activeRow()).toBe('cow');
    rerender(<Search emptyQuery="all" items={['cat', 'catfish']} />);
    expect(activeRow()).toBe('cat');
    await user.keyboard('cat');
    await waitFor(() => expect(rows()).toEqual(['cat', 'catfish']));
    await user.keyboard('{ArrowDown}');
    expect(activeRow()).toBe('cat');
    rerender(<Search emptyQuery="all" items={['catfish', 'dog']} />);
    await waitFor(() => expect([rows(), activeRow()]).toEqual([['catfish'], 'catfish']));
  });

  test('an app’s ref on a row is not taken away when the row becomes active', async () => {
    const seen: (string | undefined)[] = [];
    const onRow = (row: HTMLElement | null) => void seen.push(row?.textContent ?? undefined);
    renderWithEmbedder(
      <SemanticSearch.Root items={ANIMALS} label="Search animals" mode="lexical" emptyQuery="all">
        <SemanticSearch.Input />
        <SemanticSearch.List>
          {(hit: SearchHit<string>) => (
            <SemanticSearch.Item hit={hit} ref={onRow}>
              {hit.item}
            </SemanticSearch.Item>
          )}
        </SemanticSearch.List>
      </SemanticSearch.Root>,
      scriptedEmbedder(lookUpWorkers({})),
    );
    const user = userEvent.setup();
    await user.click(input());
    const before = seen.length;
    await user.keyboard('{ArrowDown}{ArrowDown}');
    await user.hover(screen.getByRole('option', { name: 'cow' }));
    expect([activeRow(), seen.length]).toEqual(['cow', before]);
  });

  test('keys bring the active row into view, the pointer does not', async () => {
    const scrolled: (string | null)[] = [];
    Element.prototype.scrollIntoView = function () {
      scrolled.push(this.textContent);
    };
    const { user } = await open({ emptyQuery: 'all', groupBy: (animal) => `${animal.length} letters` }, '');
    await user.hover(screen.getByRole('option', { name: 'dog' }));
    expect(scrolled).toEqual([]);
    await user.keyboard('{ArrowUp}');
    expect([activeRow(), scrolled]).toEqual(['cat', ['3 letters', 'cat']]); // and with it the name of its group
  });

  test('have short DOM ids', async () => {
    const items = [`cat ${'and mouse '.repeat(200)}`];
    await open({ items });
    expect(screen.getByRole('option').id.length).toBeLessThan(100);
  });
});

test('a query as long as a book is not repeated in the page', async () => {
  renderWithEmbedder(<Search defaultQuery={'zebra '.repeat(50_000)} />, scriptedEmbedder(lookUpWorkers({})));
  await screen.findByText(/^Nothing found for “\u2068zebra/);
  expect(document.body.textContent?.length).toBeLessThan(1_000);
});

test('the field has a ref, a name, a focus and what else an app gives it', async () => {
  let field: HTMLInputElement | null = null;
  const inputRef = (element: HTMLInputElement | null) => {
    field = element;
  };
  renderWithEmbedder(
    <form>
      <Search
        inputRef={inputRef}
        name="q"
        id="box"
        autoFocus
        hideLabel
        placeholder="An animal"
        inputProps={{ id: 'field', maxLength: 40 }}
      />
    </form>,
    scriptedEmbedder(lookUpWorkers({})),
  );
  expect(field).toBe(input());
  expect(document.activeElement).toBe(input());
  expect([input().name, input().id, input().maxLength, input().placeholder]).toEqual([
    'q',
    'field',
    40,
    'An animal',
  ]);
  expect(screen.queryByText('Search animals')).toBeNull();
  expect(screen.getByRole('search').id).toBe('box');
});

test('two searches on one page have names', () => {
  renderWithEmbedder(
    <>
      <Search label="Animals" />
      <Search label="Plants" />
    </>,
    scriptedEmbedder(lookUpWorkers({})),
  );
  expect(screen.getByRole('search', { name: 'Animals' })).not.toBe(
    screen.getByRole('search', { name: 'Plants' }),
  );
});

describe('the focus', () => {
  test('stays on "Try again" while it is being tried, and then goes to the field', async () => {
    let works = false;
    let goOn = () => {};
    const workers = lookUpWorkers({ cat: [1, 0] }, undefined, async () => {
      if (!works) throw new EmbedError('model-load-failed', 'The server is down.');
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search mode="hybrid" items={['cat']} />, scriptedEmbedder(workers));
    const user = userEvent.setup();
    await user.type(input(), 'cat');
    const retry = await screen.findByRole('button', { name: 'Try again' });
    works = true;
    await user.click(retry);
    await waitFor(() => expect(retry.textContent).toBe('Trying…'));
    expect([document.activeElement, retry.getAttribute('aria-disabled')]).toEqual([retry, 'true']);
    expect(screen.queryByText('Searching by words, not by meaning')).toBeNull();
    await waitFor(() => {
      goOn();
      expect(screen.queryByText(/by words only/)).toBeNull();
    });
    await waitFor(() => expect(document.activeElement).toBe(input()));
  });

  test('goes to the field when a button of the app vanishes under it', async () => {
    renderWithEmbedder(<Suggestions />, scriptedEmbedder(lookUpWorkers({})));
    await userEvent.setup().click(screen.getByRole('button'));
    await waitFor(() => expect(document.activeElement).toBe(input()));
  });
});
