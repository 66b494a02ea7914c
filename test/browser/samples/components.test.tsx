import notesSample from 'sample:README.md#1';
import suggestionsSample from 'sample:docs/components.md#1';
import titledSample from 'sample:docs/components.md#2';
import paletteSample from 'sample:docs/components.md#3';
import mapSample from 'sample:docs/plots.md#1';
import offlineSample from 'sample:docs/self-hosting.md#1';
import rowSample from 'sample:docs/styling.md#1';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType, type ReactNode, StrictMode } from 'react';
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { catalog } from '../../../src/engine/models/catalog.js';
import { createEmbedder, deleteModel } from '../../../src/index.js';
import { renderWithEmbedder } from '../../../src/testing/index.js';

// What README.md and the guides show of the components, run as it stands there, with the real model.
const DENTIST = 'Call the dentist about Thursday';
const notes = ['Buy oat milk and bread', DENTIST, 'The bike needs new brakes'];
const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models' });

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
afterAll(() => embedder.dispose());

const field = () => screen.getByRole('combobox', { name: 'Search my notes' });
const firstRow = () => screen.queryAllByRole('option')[0];

test('a field to search notes finds by words when the default model cannot be fetched from the Hub', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  await deleteModel('bge-small-en-v1.5'); // other tests may have stored it
  await commands.answer('https://huggingface.co/**', { status: 404 });
  const { App } = await notesSample<{ App: ComponentType }>();
  await commands.askedFor(); // what earlier tests did not look at
  render(<App />, { wrapper: StrictMode });
  expect(await commands.askedFor()).toEqual([]);
  await userEvent.type(field(), 'dent');
  expect((await screen.findByRole('option')).textContent).toBe(DENTIST);
  await screen.findByText(/Search by meaning could not start/);
  expect(screen.getByRole('option').textContent).toBe(DENTIST);
  const { repo, revision, files } = catalog.find(({ id }) => id === 'bge-small-en-v1.5') ?? {};
  expect(await commands.askedFor()).toContain(
    `https://huggingface.co/${repo}/resolve/${revision}/${files?.weights.path}`,
  );
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('hash instead of cpu'));
});

test('a palette of the parts finds by meaning, marks what is found, and gives what is chosen', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const { palette } = await paletteSample<{ palette: ReactNode }>({ notes });
  renderWithEmbedder(palette, { render, embedder });
  await userEvent.type(field(), 'toothache');
  await waitFor(() => expect(firstRow()?.textContent).toBe(DENTIST));
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
  await userEvent.type(field(), 'dent');
  await waitFor(() => expect(firstRow()?.querySelector('mark')?.textContent).toBe('dentist'));
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(log).toHaveBeenCalledWith(DENTIST);
});

test('a component around the search passes its props on', async () => {
  const wordsOnly = createEmbedder({ backends: ['hash'] });
  onTestFinished(() => wordsOnly.dispose());
  const { TitledSearch } = await titledSample<{
    TitledSearch: ComponentType<{ title: string; items: readonly string[] }>;
  }>();
  renderWithEmbedder(<TitledSearch title="Search my notes" items={notes} />, { render, embedder: wordsOnly });
  await userEvent.type(field(), 'dent');
  expect((await screen.findByRole('option')).textContent).toBe(DENTIST);
});

test('a suggestion asks its question, and gives the focus to the field', async () => {
  const wordsOnly = createEmbedder({ backends: ['hash'] });
  onTestFinished(() => wordsOnly.dispose());
  const { search } = await suggestionsSample<{ search: ReactNode }>({ notes });
  renderWithEmbedder(search, { render, embedder: wordsOnly });
  await userEvent.click(screen.getByRole('button', { name: 'When is the dentist?' }));
  expect((await screen.findByRole('option')).textContent).toBe(DENTIST);
  expect(document.activeElement).toBe(field());
  expect(screen.queryByRole('button', { name: 'When is the dentist?' })).toBeNull();
});

test('a row of parts shows a picture, a title, an excerpt and a price', async () => {
  const wordsOnly = createEmbedder({ backends: ['hash'] });
  onTestFinished(() => wordsOnly.dispose());
  const boots = { title: 'Kestrel', about: 'Boots that keep rain out', image: 'data:,', price: 160 };
  const { search } = await rowSample<{ search: ReactNode }>({ products: [boots] });
  renderWithEmbedder(search, { render, embedder: wordsOnly });
  await userEvent.type(screen.getByRole('combobox', { name: 'Products' }), 'rain');
  const row = await screen.findByRole('option');
  expect(row.textContent).toBe('KestrelBoots that keep rain out160 €');
  expect(row.querySelector('img')).not.toBeNull();
});

test('a palette says in its own words that nothing is there', async () => {
  const wordsOnly = createEmbedder({ backends: ['hash'] });
  onTestFinished(() => wordsOnly.dispose());
  const { palette } = await paletteSample<{ palette: ReactNode }>({ notes });
  renderWithEmbedder(palette, { render, embedder: wordsOnly });
  await userEvent.type(field(), 'xylophone');
  await screen.findByText('Nothing like that');
});

test('a map has a point for each note, which can be chosen', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const { MapOfNotes } = await mapSample<{ MapOfNotes: ComponentType }>({ notes });
  const { container } = renderWithEmbedder(<MapOfNotes />, { render, embedder });
  const map = await screen.findByRole('application', { name: 'My notes' });
  await waitFor(() => expect(paintedPixels(container)).toBeGreaterThan(notes.length));
  map.focus();
  await userEvent.keyboard('{Enter}');
  expect(log).toHaveBeenCalledWith([0]);
  await userEvent.click(screen.getByText('As a table'));
  for (const note of notes) within(await screen.findByRole('table')).getByText(note);
});

test('weights that are a package are found beside the app, with which notes are found by meaning', async () => {
  const { App } = await offlineSample<{ App: ComponentType }>();
  render(<App />, { wrapper: StrictMode });
  await userEvent.type(field(), 'toothache');
  await waitFor(() => expect(firstRow()?.textContent).toBe(DENTIST));
});

function paintedPixels(container: HTMLElement): number {
  const canvas = container.querySelector('canvas');
  const picture = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
  return picture?.data.filter((value, i) => i % 4 === 3 && value > 0).length ?? 0;
}
