import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef, type RefObject } from 'react';
import { expect, test, vi } from 'vitest';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import {
  createTypedSemanticSearch,
  ModelManager,
  ModelStatus,
  SearchInput,
  SearchRoot,
  SemanticSearch,
} from '../../../src/index.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

const places = { cat: [1, 0], trout: [0, 1], kitten: [1, 0.1] };
const items = ['cat', 'trout'];
const worker = () => workerOf(createSearchApi());
const embedder = () => scriptedEmbedder(lookUpWorkers(places));

interface PartsProps {
  readonly readOnly?: boolean;
  readonly root?: RefObject<HTMLDivElement | null>;
  readonly list?: RefObject<HTMLElement | null>;
  readonly onRow?: (row: HTMLElement | null) => void;
}

const Animals = createTypedSemanticSearch<string>();

function Parts({ readOnly, root, list, onRow }: PartsProps) {
  return (
    <Animals.Root {...{ items, worker }} label="Animals" ref={root} data-testid="root" defaultQuery="kitten">
      <Animals.Label />
      <Animals.Input readOnly={readOnly} />
      <Animals.Clear />
      <Animals.List ref={list}>
        {(hit) => (
          <Animals.Item hit={hit} ref={onRow}>
            {hit.item}
          </Animals.Item>
        )}
      </Animals.List>
    </Animals.Root>
  );
}

test('of the field all but its value and what makes it a combobox is the app’s', async () => {
  const field = createRef<HTMLInputElement>();
  renderWithEmbedder(
    <SemanticSearch.Root items={items} worker={worker} label="Animals" defaultQuery="text">
      <SemanticSearch.Label>Which one?</SemanticSearch.Label>
      <SemanticSearch.Input
        ref={field}
        id="app"
        aria-label="App"
        autoComplete="on"
        enterKeyHint="go"
        type="text"
        data-testid="field"
        // What follows would break it.
        value="app"
        role="textbox"
        aria-expanded={true}
        aria-controls="app"
      />
      <SemanticSearch.Clear />
    </SemanticSearch.Root>,
    embedder(),
  );
  const input = screen.getByRole<HTMLInputElement>('combobox', { name: 'App' });
  expect(input).toBe(field.current);
  expect(input).toBe(screen.getByTestId('field'));
  const names = ['id', 'autocomplete', 'enterkeyhint', 'type', 'value', 'aria-expanded'];
  const values = names.map((name) => input.getAttribute(name));
  expect(values).toEqual(['app', 'on', 'go', 'text', 'text', 'false']);
  expect(input.getAttribute('aria-controls')).not.toBe('app');
  await waitFor(() => expect(screen.getByText<HTMLLabelElement>('Which one?').htmlFor).toBe('app'));
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
  expect(input.value).toBe('');
  expect(document.activeElement).toBe(input);
});

test('attributes beside the options of a search are those of its element', async () => {
  const [whole, root] = [createRef<HTMLDivElement>(), createRef<HTMLDivElement>()];
  const onKeyDown = vi.fn();
  const attributes = {
    className: 'mine',
    id: 'search',
    lang: 'de',
    onKeyDown,
    'data-testid': 'root',
  } as const;
  const element = { className: 'mine', id: 'search', lang: 'de' };
  const { rerender } = renderWithEmbedder(
    <SemanticSearch items={items} label="Animals" ref={whole} {...attributes} aria-describedby="help">
      {({ item }) => item}
    </SemanticSearch>,
    embedder(),
  );
  expect(screen.getByTestId('root')).toBe(whole.current);
  expect(whole.current).toMatchObject(element);
  expect(whole.current?.getAttribute('aria-describedby')).toBe('help');
  rerender(
    <SearchRoot items={items} label="Animals" ref={root} attributes={{ title: 'Also' }} {...attributes}>
      <SearchInput />
    </SearchRoot>,
  );
  expect(root.current).toMatchObject({ ...element, title: 'Also' });
  await userEvent.type(screen.getByRole('combobox'), 'a');
  expect(onKeyDown).toHaveBeenCalledOnce();
});

test('other components take attributes, too', () => {
  const attributes = { className: 'mine', id: 'model' };
  renderWithEmbedder(
    <>
      <ModelStatus {...attributes} data-testid="status" />
      <ModelManager {...attributes} data-testid="store" aria-label="Mine" />
    </>,
    embedder(),
  );
  expect(screen.getByTestId('status')).toMatchObject({ className: 'mine', id: 'model' });
  expect(screen.getByRole('region', { name: 'Mine' })).toBe(screen.getByTestId('store'));
});

test('a word that is undefined is the English one', () => {
  const strings: { clear?: string } = {};
  Object.assign(strings, { clear: undefined });
  renderWithEmbedder(
    <SemanticSearch items={items} label="Animals" defaultQuery="a" strings={strings}>
      {({ item }) => item}
    </SemanticSearch>,
    embedder(),
  );
  screen.getByRole('button', { name: 'Clear' });
});

test('a row’s own ref has it, whether it is active or not, and the active row is scrolled to once', async () => {
  const [root, list] = [createRef<HTMLDivElement>(), createRef<HTMLElement>()];
  const rows = new Set<HTMLElement>();
  const onRow = (row: HTMLElement | null) => void (row && rows.add(row));
  const scrollIntoView = vi.fn();
  Object.assign(HTMLElement.prototype, { scrollIntoView });
  const { rerender } = renderWithEmbedder(<Parts {...{ root, list, onRow }} />, embedder());
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
  expect([root.current, list.current]).toEqual([screen.getByTestId('root'), screen.getByRole('listbox')]);
  const shown = new Set(rows);
  rows.clear();
  await userEvent.type(screen.getByRole('combobox'), '{ArrowDown}');
  const active = screen.getByRole('option', { selected: true });
  expect(shown).toContain(active);
  expect(rows.size).toBe(0); // React takes no ref away that stays the same
  rerender(<Parts {...{ root, list, onRow }} />);
  expect(scrollIntoView).toHaveBeenCalledOnce();
  Reflect.deleteProperty(HTMLElement.prototype, 'scrollIntoView');
});

test('a field that is read-only is cleared neither by Escape nor by the button', async () => {
  renderWithEmbedder(<Parts readOnly />, embedder());
  const input = screen.getByRole<HTMLInputElement>('combobox');
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
  await userEvent.type(input, '{Escape}{Escape}');
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
  expect(input.value).toBe('kitten');
});
