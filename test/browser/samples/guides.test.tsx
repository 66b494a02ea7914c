import localModeSample from 'sample:docs/from-localmode.md#1';
import nextSample from 'sample:docs/next.md#1';
import selfHostingSample from 'sample:docs/self-hosting.md#1';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType, type ReactNode, StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { SemanticSearch, useEmbedder } from '../../../src/index.js';
import { NOTES, type Note } from '../../support/notes.js';

// What the guides show, run as it stands there.
const DENTIST = 'Call the dentist about Thursday';

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const firstRow = () => screen.queryAllByRole('option')[0];

test('next.md: notes are found by meaning', async () => {
  const { NoteSearch } = await nextSample<{ NoteSearch: ComponentType<{ notes: readonly Note[] }> }>();
  render(<NoteSearch notes={NOTES} />, { wrapper: StrictMode });
  await userEvent.type(screen.getByRole('combobox', { name: 'Notes' }), 'toothache');
  await waitFor(() => expect(firstRow()?.textContent).toBe(DENTIST), { timeout: 20_000 });
});

test('from-localmode.md: notes are found by words, with a vector, when the Hub does not have the model', async () => {
  await commands.answer('https://huggingface.co/**', { status: 404 });
  const { App } = await localModeSample<{ App: ComponentType<{ notes: readonly Note[]; query: string }> }>();
  render(<App notes={NOTES} query="dentist" />, { wrapper: StrictMode });
  await screen.findByText('384 numbers');
  await waitFor(() => expect(screen.getAllByRole('listitem')[0]?.textContent).toBe(DENTIST));
  expect(await commands.askedFor()).toContainEqual(expect.stringContaining('/Xenova/bge-small-en-v1.5/'));
});

test('self-hosting.md: a model that is not in the folder is told as such, and words are searched', async () => {
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

function WhyNot() {
  const state = useEmbedder();
  const error = state.status === 'ready' ? state.attempts[0]?.error : undefined;
  return <p data-testid="why">{error && `${error.code}: ${error.message}`}</p>;
}
