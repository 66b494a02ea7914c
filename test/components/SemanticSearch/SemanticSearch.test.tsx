import { QueryClient } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode, useState } from 'react';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { defer } from '../../../src/engine/utils/promises.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { queryClientOf } from '../../../src/hooks/queries/queryClient.js';
import {
  EmbedderProvider,
  EmbedError,
  type SearchableItems,
  type SearchHit,
  SemanticSearch,
  type SemanticSearchProps,
  useSearchIndex,
} from '../../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

const places = { cat: [1, 0], dog: [0.8, 0.6], trout: [0, 1], kitten: [0.98, 0.2], fish: [0.1, 0.99] };
const animals = Object.keys(places).slice(0, 3);

const startWorker = () => workerOf(createSearchApi());

type Props = Partial<Extract<SemanticSearchProps<string>, SearchableItems<string>>>;

/** By meaning alone, unless a test says otherwise. */
function Search(props: Props) {
  return (
    <SemanticSearch
      items={animals}
      worker={startWorker}
      label="Search animals"
      mode="semantic"
      debounceMs={0}
      {...props}
    >
      {(hit: SearchHit<string>) => hit.item}
    </SemanticSearch>
  );
}

function App() {
  const [query, setQuery] = useState('kitten');
  return (
    <>
      <Search query={query} onQueryChange={setQuery} />
      <button type="button" onClick={() => setQuery('fish')}>
        Fish
      </button>
    </>
  );
}

/** With an index of its own. */
function WithIndex() {
  const { index } = useSearchIndex(animals, { worker: startWorker });
  return (
    <SemanticSearch index={index} label="Search animals" debounceMs={0} mode="semantic">
      {({ item }) => item}
    </SemanticSearch>
  );
}

const input = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search animals' });
const rows = () => screen.queryAllByRole('option').map((row) => row.textContent);
/** What is seen above the list: how many hits there are, or that there is nothing. */
const summary = () =>
  document.querySelector(
    '[data-sem-part=count], [data-sem-part=empty], [data-sem-part=summary] > [data-sem-part=notice]',
  )?.textContent ?? '';
const activeRow = () => screen.queryByRole('option', { selected: true })?.textContent;

/** Every change of what `read` gives, with its time in milliseconds: a state that passes by is seen too. */
function changesOf(read: () => string | null): { readonly text: string | null; readonly at: number }[] {
  const changes: { text: string | null; at: number }[] = [];
  let last = read();
  const observer = new MutationObserver(() => {
    const text = read();
    if (text === last) return;
    last = text;
    changes.push({ text, at: performance.now() });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  onTestFinished(() => observer.disconnect());
  return changes;
}

async function type(text: string) {
  const user = userEvent.setup();
  await user.type(input(), text);
  return user;
}

describe('a person who types', () => {
  test('finds what is meant', async () => {
    renderWithEmbedder(<Search />, scriptedEmbedder(lookUpWorkers(places)));
    await type('kitten');
    await waitFor(() => expect(rows()).toEqual(['cat', 'dog', 'trout']));
    await waitFor(() => expect(summary()).toBe('The 3 closest'));
  });

  test('loads nothing before entering the field', async () => {
    const workers = lookUpWorkers(places);
    renderWithEmbedder(<Search />, scriptedEmbedder(workers));
    expect(workers.counts.started).toBe(0);
    await userEvent.setup().click(input());
    await waitFor(() => expect(workers.batches).toEqual([animals]));
  });

  test('has it loaded before, where the app wants that', async () => {
    const workers = lookUpWorkers(places);
    renderWithEmbedder(<Search loadOn="mount" />, scriptedEmbedder(workers));
    await waitFor(() => expect(workers.batches).toEqual([animals]));
  });

  test('clears the field with its button, and goes on typing', async () => {
    renderWithEmbedder(<Search />, scriptedEmbedder(lookUpWorkers(places)));
    const user = await type('kitten');
    await waitFor(() => expect(rows()).toHaveLength(3));
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(input().value).toBe('');
    expect(rows()).toEqual([]);
    expect(document.activeElement).toBe(input());
  });
});

describe('the keyboard of a combobox', () => {
  async function found(onSelect = vi.fn()) {
    renderWithEmbedder(<Search onSelect={onSelect} />, scriptedEmbedder(lookUpWorkers(places)));
    const user = await type('kitten');
    await waitFor(() => expect(rows()).toHaveLength(3));
    return { user, onSelect };
  }

  test('Down goes through the rows and back to the field', async () => {
    const { user } = await found();
    expect(input().getAttribute('aria-activedescendant')).toBeNull();
    for (const expected of ['cat', 'dog', 'trout', undefined, 'cat']) {
      await user.keyboard('{ArrowDown}');
      expect(activeRow()).toBe(expected);
    }
    const active = screen.getByRole('option', { selected: true });
    expect(input().getAttribute('aria-activedescendant')).toBe(active.id);
    expect(document.activeElement).toBe(input());
  });

  test('Up begins at the last row', async () => {
    const { user } = await found();
    for (const expected of ['trout', 'dog', 'cat', undefined]) {
      await user.keyboard('{ArrowUp}');
      expect(activeRow()).toBe(expected);
    }
  });

  test('Enter chooses the active row, and only one', async () => {
    const { user, onSelect } = await found();
    await user.keyboard('{Enter}');
    expect(onSelect).not.toHaveBeenCalled();
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(onSelect.mock.calls).toEqual([[expect.objectContaining({ item: 'dog', id: 'dog' })]]);
  });

  test('Escape closes the list, and then clears the field', async () => {
    const { user } = await found();
    await user.keyboard('{ArrowDown}{Escape}');
    expect([rows(), activeRow(), input().value]).toEqual([[], undefined, 'kitten']);
    expect(input().getAttribute('aria-expanded')).toBe('false');
    expect(input().getAttribute('aria-activedescendant')).toBeNull();
    await user.keyboard('{Escape}');
    expect(input().value).toBe('');
  });

  test('Alt+Up closes the list, and Alt+Down opens it without moving', async () => {
    const { user } = await found();
    await user.keyboard('{ArrowDown}{Alt>}{ArrowUp}{/Alt}');
    expect(rows()).toEqual([]);
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect([rows().length, activeRow()]).toEqual([3, undefined]);
  });

  test.each([
    ['Down', '{ArrowDown}', 'cat'],
    ['Up', '{ArrowUp}', 'trout'],
  ])('%s opens a closed list, at its end', async (_, key, row) => {
    const { user } = await found();
    await user.keyboard(`{Escape}${key}`);
    expect([rows().length, activeRow()]).toEqual([3, row]);
  });

  test('a closed list opens with another query, and with a click into the field', async () => {
    const { user } = await found();
    await user.keyboard('{Escape}');
    expect(rows()).toEqual([]);
    await user.click(input());
    expect(rows()).toHaveLength(3);
    await user.keyboard('{Escape}s');
    await waitFor(() => expect(rows()).toHaveLength(3));
  });

  test('keys that edit text are left to the field', async () => {
    const { user } = await found();
    await user.keyboard('{ArrowDown}');
    for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight', 'Backspace']) {
      expect(fireEvent.keyDown(input(), { key })).toBe(true); // nobody prevented the default
    }
    expect(fireEvent.keyDown(input(), { key: 'ArrowDown', shiftKey: true })).toBe(true);
    expect(fireEvent.keyDown(input(), { key: 'ArrowDown' })).toBe(false);
  });

  test('keys that move in the text go back to it from a row', async () => {
    const { user, onSelect } = await found();
    for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
      await user.keyboard('{ArrowDown}');
      expect(activeRow()).toBe('cat');
      await user.keyboard(`{${key}}`);
      expect(activeRow()).toBeUndefined();
    }
    await user.keyboard('{Enter}');
    expect(onSelect).not.toHaveBeenCalled();
  });

  test('keys of an input method are its own', async () => {
    const { onSelect } = await found();
    fireEvent.keyDown(input(), { key: 'ArrowDown', isComposing: true });
    fireEvent.keyDown(input(), { key: 'ArrowDown', keyCode: 229 });
    expect(activeRow()).toBeUndefined();
    expect(onSelect).not.toHaveBeenCalled();
  });

  test('writing leaves the list', async () => {
    const { user, onSelect } = await found();
    await user.keyboard('{ArrowDown}{ArrowDown}s');
    expect([activeRow(), input().value]).toEqual([undefined, 'kittens']);
    await user.keyboard('{Enter}');
    expect(onSelect).not.toHaveBeenCalled();
  });

  test('so does going on to the next field', async () => {
    const { user } = await found();
    await user.keyboard('{ArrowDown}');
    expect(activeRow()).toBe('cat');
    await user.tab();
    expect(activeRow()).toBeUndefined();
  });
});

test('a click chooses, and the pointer marks the row it is over', async () => {
  const onSelect = vi.fn();
  renderWithEmbedder(<Search onSelect={onSelect} />, scriptedEmbedder(lookUpWorkers(places)));
  const user = await type('kitten');
  const row = await screen.findByRole('option', { name: 'trout' });
  await user.hover(row);
  expect(activeRow()).toBe('trout');
  await user.click(row);
  expect(onSelect.mock.calls).toEqual([[expect.objectContaining({ item: 'trout' })]]);
  expect(document.activeElement).toBe(input());
});

describe('when meaning changes the order', () => {
  const notes = ['fish pie', 'fish tank', 'angling'];
  const meanings = { angling: [1, 0], 'fish tank': [0.9, 0.3], 'fish pie': [0, 1], fish: [1, 0.1] };
  const byWords = ['fish pie', 'fish tank'];
  const byBoth = ['fish tank', 'angling', 'fish pie'];

  /** Two rows by words; the model is held back until `release()`. */
  async function partial() {
    const gate = defer<{ runtime: 'encoder' }>();
    const workers = lookUpWorkers(meanings, undefined, () => gate.promise);
    renderWithEmbedder(<Search items={notes} mode="hybrid" />, scriptedEmbedder(workers));
    const user = await type('fish');
    await waitFor(() => expect(rows()).toEqual(byWords));
    return {
      user,
      release: async () => {
        gate.resolve({ runtime: 'encoder' });
        await waitFor(() => expect(summary()).toBe('The 3 closest'));
      },
    };
  }

  test('the rows are in it, if nobody is on one', async () => {
    const { release } = await partial();
    await release();
    expect(rows()).toEqual(byBoth);
  });

  test('the row that the keyboard is on stays where it is, and is still the one that Enter chooses', async () => {
    const { user, release } = await partial();
    await user.keyboard('{ArrowDown}');
    await release();
    expect(rows()).toEqual(['fish pie', 'fish tank', 'angling']);
    expect(activeRow()).toBe('fish pie');
    await user.keyboard('{ArrowDown}');
    expect(activeRow()).toBe('fish tank');
    await user.keyboard('{Escape}{Alt>}{ArrowDown}{/Alt}');
    expect(rows()).toEqual(byBoth);
  });

  test('the row under the pointer stays there until it has left the list', async () => {
    const { user, release } = await partial();
    await user.hover(screen.getByRole('option', { name: 'fish pie' }));
    await release();
    expect(rows()[0]).toBe('fish pie');
    await user.unhover(screen.getByRole('option', { name: 'fish pie' }));
    expect([rows(), activeRow()]).toEqual([byBoth, undefined]);
  });

  test('a row under a finger stays there', async () => {
    const { release } = await partial();
    fireEvent.pointerDown(screen.getByRole('option', { name: 'fish pie' }));
    await release();
    expect(rows()[0]).toBe('fish pie');
  });

  test('the answer to another question is in its true order, and the active row is still the same', async () => {
    const search = (query: string) => <Search query={query} />;
    const { rerender } = renderWithEmbedder(search('kitten'), scriptedEmbedder(lookUpWorkers(places)));
    await userEvent.setup().hover(await screen.findByRole('option', { name: 'dog' }));
    rerender(search('fish'));
    await waitFor(() => expect(rows()).toEqual(['trout', 'dog', 'cat']));
    expect(activeRow()).toBe('dog');
  });

  test('it says how many there are only when all are there', async () => {
    const { release } = await partial();
    expect(summary()).toBe('');
    await release();
  });
});

describe('the list', () => {
  test('belongs to the field, which says whether it shows rows', async () => {
    renderWithEmbedder(<Search />, scriptedEmbedder(lookUpWorkers(places)));
    expect(input().getAttribute('aria-expanded')).toBe('false');
    await type('kitten');
    const list = await screen.findByRole('listbox', { name: 'Search animals' });
    expect(input().getAttribute('aria-controls')).toBe(list.id);
    expect(input().getAttribute('aria-expanded')).toBe('true');
    expect(within(list).getAllByRole('option')).toHaveLength(3);
  });

  test('keeps earlier hits while new ones come, and says that it is busy', async () => {
    const gate = defer<void>();
    const workers = lookUpWorkers(places, (inputs) => (inputs.includes('fish') ? gate.promise : undefined));
    renderWithEmbedder(<Search />, scriptedEmbedder(workers));
    const user = await type('kitten');
    await waitFor(() => expect(rows()).toHaveLength(3));
    await user.clear(input());
    await user.type(input(), 'kitten');
    await user.tripleClick(input());
    await user.paste('fish');
    expect(rows()).toEqual(['cat', 'dog', 'trout']);
    expect(screen.getByRole('listbox').getAttribute('aria-busy')).toBe('true');
    expect(summary()).toBe('');
    gate.resolve();
    await waitFor(() => expect(rows()).toEqual(['trout', 'dog', 'cat']));
    expect(screen.getByRole('listbox').getAttribute('aria-busy')).toBe('false');
  });
});

describe('what is said', () => {
  const said = () => screen.queryByRole('status')?.textContent ?? '';

  test('is how many hits there are, some time after a person has stopped', async () => {
    renderWithEmbedder(<Search />, scriptedEmbedder(lookUpWorkers(places)));
    expect(said()).toBe(''); // the region is there before there is anything to say
    const [shown, announced] = [changesOf(summary), changesOf(said)];
    const user = await type('kitten');
    await waitFor(() => expect(said()).toBe('The 3 closest'));
    const timeOf = (changes: typeof shown) => changes.at(-1)?.at ?? Number.NaN;
    expect(timeOf(announced) - timeOf(shown)).toBeGreaterThan(1_000);
    const before = announced.length;
    await user.keyboard('s'); // as many again: it is said again
    await waitFor(() =>
      expect(announced.slice(before).map(({ text }) => text)).toEqual(['', 'The 3 closest']),
    );
  });

  test('is nothing while the person is elsewhere', async () => {
    renderWithEmbedder(<Search />, scriptedEmbedder(lookUpWorkers(places)));
    const user = await type('kitten');
    await waitFor(() => expect(said()).toBe('The 3 closest'));
    await user.tab();
    await user.tab();
    expect(said()).toBe('');
  });

  test('is the download, at each quarter', async () => {
    const next = [defer<void>(), defer<void>()];
    const workers = lookUpWorkers(places, undefined, async (_, onProgress) => {
      for (const [i, loaded] of [11_000_000, 12_000_000].entries()) {
        onProgress({ phase: 'downloading', loaded, total: 20_000_000 });
        await next[i]?.promise;
      }
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search />, scriptedEmbedder(workers));
    await userEvent.setup().click(input());
    const half = 'Preparing search by meaning, 10\u00a0MB of 20\u00a0MB';
    await waitFor(() => expect(said()).toBe(half));
    next[0]?.resolve();
    await screen.findByRole('progressbar', { name: /12\sMB of 20\sMB/ });
    expect(said()).toBe(half);
    next[1]?.resolve();
    await waitFor(() => expect(said()).toBe(''));
  });
});

describe('states that are not hits', () => {
  test('no items: there is nothing to search', () => {
    renderWithEmbedder(<Search items={[]} />, scriptedEmbedder());
    expect(summary()).toBe('There is nothing to search yet');
  });

  test.each([undefined, null])(
    'items that are %s are on their way: it says so, and finds once they are there',
    async (items) => {
      const embedder = scriptedEmbedder(lookUpWorkers(places));
      const { rerender } = renderWithEmbedder(<Search items={items} />, embedder);
      expect(summary()).toBe('');
      await waitFor(() => expect(summary()).toBe('Loading content'));
      await type('kitten');
      expect(summary()).toBe('Loading content');
      rerender(<Search items={animals} />);
      await waitFor(() => expect(rows()).toEqual(['cat', 'dog', 'trout']));
      expect(summary()).toBe('The 3 closest');
    },
  );

  test('an index that is not there yet is waited for, too', async () => {
    renderWithEmbedder(<SemanticSearch index={undefined} label="Search animals" />, scriptedEmbedder());
    await waitFor(() => expect(summary()).toBe('Loading content'));
  });

  test('hits of which none is close: it says so, above the nearest', async () => {
    const items = Array.from({ length: 30 }, (_, i) => `animal ${i}`);
    const anywhere = (i: number) =>
      Array.from({ length: 30 }, (_, j) => Math.sin((31 * i + 17 * j + 1) ** 2));
    const all = Object.fromEntries(items.map((item, i) => [item, anywhere(i)]));
    const elsewhere = [...new Array(30).fill(0), 1];
    const workers = lookUpWorkers({ ...all, kitten: anywhere(7), unicorn: elsewhere });
    renderWithEmbedder(<Search items={items} limit={3} autoHighlight />, scriptedEmbedder(workers));
    const user = await type('unicorn');
    await waitFor(() =>
      expect(summary()).toBe('Nothing closely matches “\u2068unicorn\u2069”.These are the nearest.'),
    );
    expect(rows()).toHaveLength(3);
    expect(input().getAttribute('aria-activedescendant')).toBeNull(); // Enter must not choose what is not close
    await user.clear(input());
    await user.type(input(), 'kitten');
    await waitFor(() => expect(summary()).toBe('The 3 closest'));
    expect(input().getAttribute('aria-activedescendant')).not.toBeNull();
    expect(screen.getAllByRole('option')[0]?.dataset.relevance).toBe('high');
  });

  test('the download: its bytes, as a named progress bar', async () => {
    const gate = defer<void>();
    const workers = lookUpWorkers(places, undefined, async (_, onProgress) => {
      onProgress({ phase: 'downloading', loaded: 9_200_000, total: 23_000_000 });
      await gate.promise;
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search loadOn="mount" />, scriptedEmbedder(workers));
    const bar = await screen.findByRole<HTMLProgressElement>('progressbar', {
      name: 'Preparing search by meaning, 9.2\u00a0MB of 23\u00a0MB',
    });
    expect(bar.value).toBeCloseTo(0.4);
    gate.resolve();
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  });

  test('a network that is silent: after 5 seconds it says so, and a person may cancel; words are searched all along', async () => {
    const workers = lookUpWorkers(places, undefined, async (_, onProgress) => {
      onProgress({ phase: 'checking', loaded: 0, total: 23_000_000 });
      return new Promise(() => {});
    });
    renderWithEmbedder(<Search loadOn="mount" mode="hybrid" />, scriptedEmbedder(workers));
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    const user = await type('cat');
    await waitFor(() => expect(rows()).toEqual(['cat']));
    const cancel = await screen.findByRole('button', { name: 'Cancel' });
    screen.getByRole('progressbar', { name: /^Waiting for the network/ });
    await user.click(cancel);
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
    screen.getByRole('button', { name: 'Try again' });
  });

  test('the start of the runtime: a progress bar without an end', async () => {
    const workers = lookUpWorkers(places, undefined, async (_, onProgress) => {
      onProgress({ phase: 'starting', loaded: 23_000_000, total: 23_000_000 });
      return new Promise(() => {});
    });
    renderWithEmbedder(<Search loadOn="mount" />, scriptedEmbedder(workers));
    const bar = await screen.findByRole('progressbar', { name: 'Preparing search by meaning' });
    expect(bar.hasAttribute('value')).toBe(false);
  });

  test('indexing: how many texts are read', async () => {
    const gate = defer<void>();
    const items = Array.from({ length: 200 }, (_, index) => `animal ${1000 + index}`);
    const workers = lookUpWorkers({}, (inputs) =>
      inputs.includes('animal 1199') ? gate.promise : undefined,
    );
    renderWithEmbedder(<Search items={items} loadOn="mount" />, scriptedEmbedder(workers));
    await screen.findByRole('progressbar', { name: /^Reading [1-9]\d* of 200 texts$/ });
    gate.resolve();
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  });

  test('a failed load of a search by meaning alone: an alert with the reason, and a way to try again', async () => {
    let works = false;
    const workers = lookUpWorkers(places, undefined, async () => {
      if (!works) throw new EmbedError('model-load-failed', 'The server is down.');
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search />, scriptedEmbedder(workers));
    const user = await type('kitten');
    const retry = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.getByRole('alert').textContent).toContain('The server is down.');
    works = true;
    await user.click(retry);
    await waitFor(() => expect(rows()).toEqual(['cat', 'dog', 'trout']));
    expect(screen.getByRole('alert').textContent).toBe('');
  });

  test('a download that waits for consent leaves a search by words, tells its size, and comes when it is wanted', async () => {
    const workers = lookUpWorkers(places, undefined, async ({ consent }) => {
      if (!consent) throw new EmbedError('consent-needed', 'Ask first.', { details: { bytes: 34e6 } });
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search mode="hybrid" />, scriptedEmbedder(workers));
    const user = await type('dog');
    await screen.findByText('Find more by meaning?');
    await screen.findByText(/^Needs a download of 34.MB, once\.$/);
    await waitFor(() => expect(rows()).toEqual(['dog']));
    await user.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(rows()).toEqual(['dog', 'cat', 'trout']));
    expect(screen.queryByText(/by words/)).toBeNull();
  });

  test('a failed load leaves a search by words, which says so, and can try again', async () => {
    let works = false;
    const workers = lookUpWorkers(places, undefined, async () => {
      if (!works) throw new EmbedError('model-load-failed', 'The server is down.');
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search mode="hybrid" />, scriptedEmbedder(workers));
    const user = await type('dog');
    await screen.findByText('Search by meaning could not start.');
    await waitFor(() => expect(summary()).toBe('1 result'));
    expect([rows(), screen.getByRole('alert').textContent]).toEqual([['dog'], '']);
    works = true;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(rows()).toEqual(['dog', 'cat', 'trout']));
    expect(screen.queryByText(/by words/)).toBeNull();
  });

  test('no model: the words are compared, it says so, and can try again', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    let works = false;
    const workers = lookUpWorkers(places, undefined, async () => {
      if (!works) throw new EmbedError('model-load-failed', 'The server is down.');
      return { runtime: 'encoder' };
    });
    renderWithEmbedder(<Search mode="hybrid" />, scriptedEmbedder(workers, { backends: ['cpu', 'hash'] }));
    const user = await type('kitten');
    await screen.findByText('Search by meaning could not start.');
    await waitFor(() =>
      expect(summary()).toBe(
        'Nothing found for “\u2068kitten\u2069”.Check the spelling, or try other words.',
      ),
    );
    works = true;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(rows()).toEqual(['cat', 'dog', 'trout']));
    expect(screen.queryByText(/by words/)).toBeNull();
  });

  test('the hash backend by choice: it says so, with nothing to try again', async () => {
    const embedder = scriptedEmbedder(lookUpWorkers(places), { backends: ['hash'] });
    renderWithEmbedder(<Search mode="hybrid" />, embedder);
    await type('dog');
    await screen.findByText('Searching by words only');
    expect(rows()).toEqual(['dog']);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});

test('the value may be held by the app', async () => {
  renderWithEmbedder(<App />, scriptedEmbedder(lookUpWorkers(places)));
  await waitFor(() => expect(rows()).toEqual(['cat', 'dog', 'trout']));
  await userEvent.setup().click(screen.getByRole('button', { name: 'Fish' }));
  await waitFor(() => expect(rows()).toEqual(['trout', 'dog', 'cat']));
  expect(input().value).toBe('fish');
});

test('an index of the app is searched', async () => {
  renderWithEmbedder(<WithIndex />, scriptedEmbedder(lookUpWorkers(places)));
  await type('kitten');
  await waitFor(() => expect(rows()).toEqual(['cat', 'dog', 'trout']));
});

test('ids of items may hold anything', async () => {
  const ids = ['a b', 'a_20_b', 'ä"\ud800'];
  renderWithEmbedder(
    <Search getId={(name) => String(ids[animals.indexOf(name)])} />,
    scriptedEmbedder(lookUpWorkers(places)),
  );
  const user = await type('kitten');
  await waitFor(() => expect(rows()).toHaveLength(3));
  const found = screen.getAllByRole('option').map(({ id }) => id);
  expect(new Set(found).size).toBe(3);
  for (const id of found) expect(id).not.toMatch(/\s/);
  await user.keyboard('{ArrowDown}');
  expect(input().getAttribute('aria-activedescendant')).toBe(found[0]);
});

test('its words can be others', async () => {
  const strings = { results: (count: number) => `${count} Treffer`, clear: 'Leeren' };
  renderWithEmbedder(<Search strings={strings} />, scriptedEmbedder(lookUpWorkers(places)));
  await type('kitten');
  await waitFor(() => expect(summary()).toBe('3 Treffer'));
  screen.getByRole('button', { name: 'Leeren' });
});

test('items without a text are left out of the search', async () => {
  // Callers in JavaScript have no compiler to stop them.
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const items = (cat: unknown) => ['dog', cat as string];
  const search = (items: readonly string[]) => <Search items={items} defaultQuery="cat" />;
  const { rerender } = renderWithEmbedder(
    search(items({ name: 'cat' })),
    scriptedEmbedder(lookUpWorkers(places)),
  );
  await waitFor(() => expect(rows()).toEqual(['dog']));
  expect(screen.getByRole('alert').textContent).toBe('');
  expect(warn.mock.calls).toEqual([[expect.stringContaining('getText returned object for item 1.')]]);
  rerender(search(items('cat')));
  await waitFor(() => expect(rows()).toEqual(['cat', 'dog']));
  warn.mockRestore();
});

test('items without any text are an error of the search, and not of the page', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const items = [{ name: 'cat' }] as unknown as string[];
  const search = (items: readonly string[]) => <Search items={items} defaultQuery="cat" />;
  const { rerender } = renderWithEmbedder(search(items), scriptedEmbedder(lookUpWorkers(places)));
  const alert = await screen.findByRole('alert');
  await waitFor(() => expect(alert.textContent).toContain('getText returned object for item 0.'));
  rerender(search(['dog', 'cat']));
  await waitFor(() => expect(rows()).toEqual(['cat', 'dog']));
  expect(alert.textContent).toBe('');
  warn.mockRestore();
});

test('a hundred mounts leave no worker, no listener and no query behind', { timeout: 60_000 }, async () => {
  const workers = { started: 0, ended: 0 };
  const worker = () => {
    workers.started += 1;
    return workerOf(createSearchApi(), () => {
      workers.ended += 1;
    });
  };
  const embedder = scriptedEmbedder(lookUpWorkers(places));
  await embedder.load();
  const listeners = { count: 0 };
  const { subscribe } = embedder;
  Object.assign(embedder, {
    subscribe(listener: () => void) {
      const end = subscribe(listener);
      listeners.count += 1;
      return () => {
        listeners.count -= 1;
        end();
      };
    },
  });
  const queryClient = new QueryClient();
  for (let mount = 0; mount < 100; mount += 1) {
    const { unmount } = render(
      <StrictMode>
        <EmbedderProvider embedder={embedder} queryClient={queryClient}>
          <Search worker={worker} defaultQuery="kitten" />
        </EmbedderProvider>
      </StrictMode>,
    );
    expect(listeners.count).toBeGreaterThan(0);
    unmount();
  }
  expect(listeners.count).toBe(0);
  expect(workers.ended).toBe(workers.started);
  expect(
    queryClient
      .getQueryCache()
      .getAll()
      .filter((query) => query.getObserversCount() > 0),
  ).toEqual([]);
  expect(document.body.textContent).toBe('');
});

test('what was found leaves with the component, also what was still being searched', async () => {
  const embedder = scriptedEmbedder(lookUpWorkers(places));
  const queryClient = queryClientOf(embedder);
  const queryKey = ['react-embeddings', 'search'];
  const searches = () => queryClient.getQueryCache().findAll({ queryKey });
  const show = () =>
    render(
      <StrictMode>
        <EmbedderProvider embedder={embedder}>
          <Search defaultQuery="kitten" />
        </EmbedderProvider>
      </StrictMode>,
    );
  const answered = show();
  await waitFor(() => expect(rows()).toHaveLength(3));
  answered.unmount();
  const hurried = show();
  await waitFor(() => expect(queryClient.isFetching({ queryKey })).toBeGreaterThan(0));
  const [underWay] = searches().filter(({ state }) => state.fetchStatus === 'fetching');
  hurried.unmount();
  await waitFor(() => expect(searches().filter(({ queryKey: [, , , index] }) => index !== 0)).toEqual([]));
  expect(underWay?.state.fetchStatus).toBe('idle');
});
