import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { defer } from '../../../src/engine/utils/promises.js';
import { ModelManager } from '../../../src/index.js';
import { memoryStore, stubStorage } from '../../support/memoryStore.js';
import { renderWithEmbedder, scriptedEmbedder } from '../../support/renderWithEmbedder.js';

const show = (strings = {}) => renderWithEmbedder(<ModelManager strings={strings} />, scriptedEmbedder());
const panel = () => screen.getByRole('region', { name: 'Stored on this device' });
const november = Date.UTC(2026, 10, 20, 12);

describe('what is kept', () => {
  test('shows with its bytes, since when, or that it is not whole', async () => {
    const store = memoryStore();
    store.keep('all-MiniLM-L6-v2', november);
    store.keepPart('owner/half', 4_000_000);
    show();
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]?.textContent).toBe('all-MiniLM-L6-v223\u00a0MB, since Nov 20, 2026Delete');
    expect(rows[1]?.textContent).toMatch(/^owner\/half4\.0\u00a0MB, incomplete/);
    expect(panel().dataset.state).toBe('filled');
    screen.getByText(/downloaded again when it is needed/);
  });

  test('is told to be nothing where there is nothing', async () => {
    memoryStore();
    show();
    await screen.findByText('Nothing is stored on this device');
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.queryByText(/in all/)).toBeNull();
    expect(panel().getAttribute('aria-busy')).toBe('false');
  });

  test('has a name also where nobody knows its model', async () => {
    memoryStore().keepPart(undefined, 1_000_000);
    show();
    await screen.findByRole('button', { name: 'Delete Part of a download' });
  });

  test('is summed up, with what the browser allows', async () => {
    memoryStore().keep('all-MiniLM-L6-v2', november);
    stubStorage({ estimate: async () => ({ usage: 1, quota: 5_200_000_000 }) });
    show();
    await screen.findByText(/^23 MB in all; the browser allows this site 5\.2 GB$/);
  });

  test('is said in other words too', async () => {
    memoryStore();
    show({ label: 'Modelle', empty: 'Kein Modell' });
    await screen.findByText('Kein Modell');
    screen.getByRole('region', { name: 'Modelle' });
  });
});

describe('a deletion', () => {
  test('takes one model away, and gives the focus to the next', async () => {
    const store = memoryStore();
    store.keep('all-MiniLM-L6-v2', november);
    store.keepPart('owner/half', 4_000_000);
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete all-MiniLM-L6-v2' }));
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1));
    const next = screen.getByRole('button', { name: 'Delete owner/half' });
    await waitFor(() => expect(document.activeElement).toBe(next));
    expect(store.names()).toEqual(['part-of-owner/half', 'part-of-owner/half.part']);
    await userEvent.click(next);
    await screen.findByText('Nothing is stored on this device');
    await waitFor(() => expect(document.activeElement).toBe(panel()));
    await screen.findByText('owner/half is deleted', {}); // said when the person has paused
  });

  test('that takes long shows that it is at work, and does not begin twice', async () => {
    const store = memoryStore();
    store.keep('all-MiniLM-L6-v2', november);
    const end = defer<boolean>();
    const remove = vi.spyOn(store.cache, 'delete').mockReturnValueOnce(end.promise);
    show();
    const button = await screen.findByRole('button', { name: 'Delete all-MiniLM-L6-v2' });
    await userEvent.dblClick(button);
    await waitFor(() => expect(remove).toHaveBeenCalledTimes(1));
    expect(panel().getAttribute('aria-busy')).toBe('true');
    expect(screen.getByRole('listitem').getAttribute('aria-busy')).toBe('true');
    end.resolve(true);
    await waitFor(() => expect(panel().getAttribute('aria-busy')).toBe('false'));
  });

  test('that fails says why, and leaves the model there', async () => {
    const store = memoryStore();
    store.keep('all-MiniLM-L6-v2', november);
    vi.spyOn(store.cache, 'delete').mockRejectedValueOnce(new Error('The disk is read only.'));
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete all-MiniLM-L6-v2' }));
    const alert = screen.getByRole('alert');
    await within(alert).findByText(/^all-MiniLM-L6-v2 could not be deleted: .*: The disk is read only\.$/);
    screen.getByRole('listitem');
  });
});

describe('keeping', () => {
  test('is asked for by a button, which goes when the browser has promised', async () => {
    memoryStore().keep('all-MiniLM-L6-v2', november);
    let isKept = false;
    stubStorage({
      persisted: async () => isKept,
      persist: async () => {
        isKept = true;
        return true;
      },
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Keep when space is short' }));
    await screen.findByText('The browser keeps it when space is short');
    expect(screen.queryByRole('button', { name: /^Keep/ })).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(panel()));
  });

  test('that the browser does not promise is said', async () => {
    memoryStore().keep('all-MiniLM-L6-v2', november);
    stubStorage({ persisted: async () => false, persist: async () => false });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Keep when space is short' }));
    await screen.findByText(/does not promise to keep it/);
  });
});

test('a browser that does not tell is an alert, and can be asked again', async () => {
  const store = memoryStore();
  store.keep('all-MiniLM-L6-v2', november);
  const keys = vi.spyOn(store.cache, 'keys').mockRejectedValue(new Error('The store is locked.'));
  show();
  await within(screen.getByRole('alert')).findByText(
    /Could not read what is stored: .*: The store is locked\./,
  );
  expect(panel().dataset.state).toBe('error');
  keys.mockRestore();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('button', { name: 'Delete all-MiniLM-L6-v2' });
  expect(screen.getByRole('alert').textContent).toBe('');
});
