import { render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Highlight, type SearchHit } from '../../src/index.js';

const hit: SearchHit<string> = { item: 'Buy oat milk', id: '1', score: 1, matches: [[8, 12]] };

test('a word that matches is marked, for everyone', () => {
  render(<Highlight hit={hit} />);
  expect(screen.getByRole('mark').textContent).toBe('milk');
  expect(document.body.textContent).toBe('Buy oat milk');
});

test('of an item that is not a string, the text is given', () => {
  render(<Highlight hit={{ ...hit, item: { title: 'Buy oat milk' } }} text="Buy oat milk" />);
  expect(screen.getByRole('mark').textContent).toBe('milk');
});

test('a passage that was found by its meaning is no mark', () => {
  const { container } = render(<Highlight hit={{ ...hit, matches: [], passage: { start: 4, end: 12 } }} />);
  expect(screen.queryByRole('mark')).toBeNull();
  expect(container.querySelector('[data-sem-part=passage]')?.textContent).toBe('oat milk');
});

test('a field of the item is marked where it matches', () => {
  const title = { text: 'Milk of oats', textLength: 12, matches: [[0, 4]] } as const;
  render(<Highlight hit={{ ...hit, fields: { title } }} field="title" />);
  expect(screen.getByRole('mark').textContent).toBe('Milk');
  expect(document.body.textContent).toBe('Milk of oats');
});

test('in a text that is not the one that was searched nothing is marked, and a developer is told once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const other = { ...hit, item: { title: 'Your account' }, textLength: 8_936 };
  for (const text of ['Your account', 'Another one']) {
    const { unmount } = render(
      <StrictMode>
        <Highlight hit={other} text={text} />
      </StrictMode>,
    );
    expect(document.body.textContent).toBe(text);
    expect(screen.queryByRole('mark')).toBeNull();
    await waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
    unmount();
  }
  expect(warn.mock.calls[0]?.[0]).toContain('`getText` returns');
});
