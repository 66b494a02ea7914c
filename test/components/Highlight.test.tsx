import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Highlight, type SearchHit } from '../../src/index.js';

const hit: SearchHit<string> = { item: 'Buy oat milk', id: '1', score: 1, words: [[8, 12]] };

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
  const { container } = render(<Highlight hit={{ ...hit, words: [], passage: { start: 4, end: 12 } }} />);
  expect(screen.queryByRole('mark')).toBeNull();
  expect(container.querySelector('[data-sem-part=passage]')?.textContent).toBe('oat milk');
});
