import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { type SearchHit, SemanticSearch } from '../../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

const places = { cat: [1, 0], trout: [0, 1], dog: [0.8, 0.6], carp: [0.1, 0.9], kitten: [1, 0.1] };
const animals = ['cat', 'trout', 'dog', 'carp'];
const kindOf = (animal: string) => (/trout|carp/.test(animal) ? 'Fish' : 'Mammals');

const source = {
  items: animals,
  worker: () => workerOf(createSearchApi()),
  label: 'Search animals',
  mode: 'semantic',
  debounceMs: 0,
  defaultQuery: 'kitten',
} as const;

const renderFound = (ui: React.ReactNode) => renderWithEmbedder(ui, scriptedEmbedder(lookUpWorkers(places)));

test('the parts are the whole, in any arrangement', async () => {
  renderFound(
    <SemanticSearch.Root {...source}>
      <SemanticSearch.Status />
      <SemanticSearch.List className="list">
        {(hit: SearchHit<string>) => (
          <SemanticSearch.Item hit={hit} className="row">
            {hit.item}
          </SemanticSearch.Item>
        )}
      </SemanticSearch.List>
      <SemanticSearch.Input placeholder="An animal" />
      <SemanticSearch.Clear />
    </SemanticSearch.Root>,
  );
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(4));
  const input = screen.getByRole<HTMLInputElement>('combobox', { name: 'Search animals' });
  expect(input.placeholder).toBe('An animal');
  expect(screen.getByRole('listbox', { name: 'Search animals' }).className).toBe('list');
  expect(screen.getByRole('option', { name: 'cat' }).className).toBe('row');
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Clear' }));
  expect([input.value, document.activeElement]).toEqual(['', input]);
});

test('an event handler of the app runs first, and may take the place of ours', async () => {
  const keys: string[] = [];
  renderFound(
    <SemanticSearch.Root {...source}>
      <SemanticSearch.Input
        onKeyDown={(event) => {
          keys.push(event.key);
          if (event.key === 'ArrowUp') event.preventDefault();
        }}
      />
      <SemanticSearch.List>
        {(hit: SearchHit<string>) => <SemanticSearch.Item hit={hit}>{hit.item}</SemanticSearch.Item>}
      </SemanticSearch.List>
    </SemanticSearch.Root>,
  );
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(4));
  const user = userEvent.setup();
  await user.click(screen.getByRole('combobox'));
  await user.keyboard('{ArrowUp}');
  expect(screen.queryByRole('option', { selected: true })).toBeNull();
  await user.keyboard('{ArrowDown}');
  expect(screen.getByRole('option', { selected: true }).textContent).toBe('cat');
  expect(keys).toEqual(['ArrowUp', 'ArrowDown']);
});

test('rows are in groups, the best group first, and the keyboard goes through them as they are seen', async () => {
  renderFound(
    <SemanticSearch {...source} groupBy={(animal) => kindOf(animal)}>
      {({ item }) => item}
    </SemanticSearch>,
  );
  const mammals = await screen.findByRole('group', { name: 'Mammals' });
  const names = within(mammals).getAllByRole('option');
  expect(names.map((row) => row.textContent)).toEqual(['cat', 'dog']);
  expect(screen.getAllByRole('group')).toHaveLength(2);
  const user = userEvent.setup();
  await user.click(screen.getByRole('combobox'));
  for (const row of ['cat', 'dog', 'carp', 'trout']) {
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('option', { selected: true }).textContent).toBe(row);
  }
});

test('a list that renders only some rows still tells how many there are, and where each is', async () => {
  renderFound(
    <SemanticSearch.Root {...source}>
      {({ hits }) => (
        <SemanticSearch.List>
          {hits.slice(1, 3).map((hit) => (
            <SemanticSearch.Item key={hit.id} hit={hit}>
              {hit.item}
            </SemanticSearch.Item>
          ))}
        </SemanticSearch.List>
      )}
    </SemanticSearch.Root>,
  );
  const [dog, carp] = await screen.findAllByRole('option');
  expect([dog?.getAttribute('aria-posinset'), dog?.getAttribute('aria-setsize')]).toEqual(['2', '4']);
  expect(carp?.getAttribute('aria-posinset')).toBe('3');
});

test('rows that hold links are a plain list below a plain field, and Tab and arrows reach them', async () => {
  renderFound(
    <SemanticSearch {...source} listRole="list">
      {({ item }) => <a href={`#${item}`}>{item}</a>}
    </SemanticSearch>,
  );
  const list = await screen.findByRole('list', { name: 'Search animals' });
  await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(4));
  const field = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search animals' });
  const stops: string[] = [];
  expect(screen.queryByRole('combobox')).toBeNull();
  const user = userEvent.setup();
  await user.click(field);
  await user.tab(); // the button that clears
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('link', { name: 'cat' }));
  for (const key of ['{ArrowUp}', '{ArrowDown}', '{ArrowDown}', '{ArrowUp}', '{ArrowUp}', '{ArrowUp}']) {
    await user.keyboard(key);
    stops.push(document.activeElement?.textContent ?? '');
  }
  expect(stops).toEqual(['', 'cat', 'dog', 'cat', '', 'trout']);
  expect(field.getAttribute('aria-activedescendant')).toBeNull();
  await user.click(field);
  await user.keyboard('{Escape}');
  expect(field.value).toBe('');
});

test('groups of links are lists of their own', async () => {
  renderFound(
    <SemanticSearch {...source} listRole="list" groupBy={kindOf}>
      {({ item }) => <a href={`#${item}`}>{item}</a>}
    </SemanticSearch>,
  );
  const fish = await screen.findByRole('list', { name: 'Fish' });
  expect(within(fish).getAllByRole('link')).toHaveLength(2);
});

test('a part outside of a root says where it belongs', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React reports what is thrown while rendering
  onTestFinished(() => void vi.restoreAllMocks());
  expect(() => renderFound(<SemanticSearch.Input />)).toThrow(
    /Input> must be inside of a <SemanticSearch.Root>/,
  );
});
