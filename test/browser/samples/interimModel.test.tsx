import interimSample from 'sample:docs/downloads.md#1';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType, StrictMode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { deleteModel } from '../../../src/index.js';

// In a page of its own: an interim model that is imported is used by all providers.
const DENTIST = 'Call the dentist about Thursday';
const notes = ['Buy oat milk and bread', DENTIST, 'The bike needs new brakes'];

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const field = () => screen.getByRole('combobox', { name: 'Search my notes' });
const firstRow = () => screen.queryAllByRole('option')[0];

test('a field with an interim model finds by meaning, also when the default model cannot be fetched', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await deleteModel('bge-small-en-v1.5');
  await commands.answer('https://huggingface.co/**', { status: 404 });
  const { NoteSearch } = await interimSample<{ NoteSearch: ComponentType<{ notes: readonly string[] }> }>();
  render(<NoteSearch notes={notes} />, { wrapper: StrictMode });
  await userEvent.type(field(), 'toothache');
  await waitFor(() => expect(firstRow()?.textContent).toBe(DENTIST));
  await screen.findByText(/Search by meaning could not start/);
  expect(firstRow()?.textContent).toBe(DENTIST);
});
