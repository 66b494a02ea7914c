import languagesSample from 'sample:docs/choosing-a-model.md#1';
import recipesSample from 'sample:docs/first-search.md#1';
import manyRecipesSample from 'sample:docs/first-search.md#2';
import localModeSample from 'sample:docs/from-localmode.md#1';
import nextSample from 'sample:docs/next.md#1';
import selfHostingSample from 'sample:docs/self-hosting.md#2';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType, type ReactNode, StrictMode } from 'react';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { deleteModel, type Embedder, SemanticSearch, useEmbedder } from '../../../src/index.js';
import { NOTES, type Note } from '../../support/notes.js';

// What the guides show, run as it stands there.
const DENTIST = 'Call the dentist about Thursday';

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const firstRow = () => screen.queryAllByRole('option')[0];

test.each([
  ['breakfast', 'Pancakes'],
  ['spicy stew', 'Chickpea curry'],
])('first-search.md: “%s” finds the recipe of %s', async (query, title) => {
  const { App } = await recipesSample<{ App: ComponentType }>();
  render(<App />, { wrapper: StrictMode });
  await userEvent.type(screen.getByRole('combobox', { name: 'Search the recipes' }), query);
  await waitFor(() => expect(firstRow()?.textContent).toContain(title));
  await userEvent.click(firstRow() as Element);
  expect(location.hash).toMatch(/^#(pancakes|curry)$/);
});

test('first-search.md: recipes are found by title and by meaning, and drafts are not', async () => {
  const recipes = ['Draft of a soup', 'Soup', 'Bread'].map((title, i) => ({
    ...{ id: String(i), title },
    steps: title === 'Bread' ? 'Knead the dough and bake it.' : 'Simmer roots in stock until they are soft.',
  }));
  const { RecipeSearch, embedder } = await manyRecipesSample<{
    RecipeSearch: ComponentType;
    embedder: Embedder;
  }>({ recipes });
  onTestFinished(() => embedder.dispose());
  render(<RecipeSearch />, { wrapper: StrictMode });
  const field = screen.getByRole('combobox', { name: 'Search the recipes' });
  await userEvent.type(field, 'soup');
  await waitFor(() => expect(firstRow()?.textContent).toBe('Soup'));
  await userEvent.clear(field);
  await userEvent.type(field, 'oven');
  await waitFor(() => expect(firstRow()?.textContent).toBe('Bread'));
  expect(screen.queryByText('Draft of a soup')).toBeNull();
});

test('next.md: notes are found by meaning', async () => {
  const { NoteSearch } = await nextSample<{ NoteSearch: ComponentType<{ notes: readonly Note[] }> }>();
  render(<NoteSearch notes={NOTES} />, { wrapper: StrictMode });
  await userEvent.type(screen.getByRole('combobox', { name: 'Notes' }), 'toothache');
  await waitFor(() => expect(firstRow()?.textContent).toBe(DENTIST));
});

test('from-localmode.md: notes are found by words, with a vector, when the Hub does not have the model', async () => {
  await deleteModel('bge-small-en-v1.5'); // other tests may have stored it
  await commands.answer('https://huggingface.co/**', { status: 404 });
  const { App } = await localModeSample<{ App: ComponentType<{ notes: readonly Note[]; query: string }> }>();
  render(<App notes={NOTES} query="dentist" />, { wrapper: StrictMode });
  await screen.findByText('384 numbers');
  await waitFor(() => expect(screen.getAllByRole('listitem')[0]?.textContent).toBe(DENTIST));
  expect(await commands.askedFor()).toContainEqual(expect.stringContaining('/Xenova/bge-small-en-v1.5/'));
});

test('self-hosting.md: a model that is not in the folder is told as such, and words are searched', async () => {
  await deleteModel('bge-small-en-v1.5');
  const { Root } = await selfHostingSample<{ Root: ComponentType<{ children: ReactNode }> }>();
  render(
    <Root>
      <WhyNot />
      <SemanticSearch items={NOTES} getText={({ text }) => text} label="Notes" loadOn="mount">
        {({ item }) => item.text}
      </SemanticSearch>
    </Root>,
    { wrapper: StrictMode },
  );
  const at = new URL('/models/Xenova/bge-small-en-v1.5/', location.href).href;
  await waitFor(() =>
    expect(screen.getByTestId('why').textContent).toContain(`model-not-found: There is no ${at}`),
  );
  await userEvent.type(screen.getByRole('combobox', { name: 'Notes' }), 'dent');
  await waitFor(() => expect(firstRow()?.textContent).toBe(DENTIST));
});

test('choosing-a-model.md: a question in one language finds a note in another', async () => {
  const { Root } = await languagesSample<{ Root: ComponentType<{ children: ReactNode }> }>();
  const notes = [
    'Buy oat milk and bread',
    'Das Fahrrad braucht neue Bremsen',
    'Позвонить стоматологу в четверг',
  ];
  render(
    <Root>
      <SemanticSearch items={notes} label="Notes" loadOn="mount">
        {({ item }) => item}
      </SemanticSearch>
    </Root>,
    { wrapper: StrictMode },
  );
  await userEvent.type(screen.getByRole('combobox', { name: 'Notes' }), 'call the dentist');
  await waitFor(() => expect(firstRow()?.textContent).toBe('Позвонить стоматологу в четверг'));
});

function WhyNot() {
  const state = useEmbedder();
  const error = state.status === 'ready' ? state.failures[0]?.error : undefined;
  return <p data-testid="why">{error && `${error.code}: ${error.message}`}</p>;
}
