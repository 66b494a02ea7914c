import { render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { describe, expect, test } from 'vitest';
import { Excerpt, type SearchHit } from '../../src/index.js';

const TEXT = `Welcome to the help center. ${'There is a lot to read here. '.repeat(20)}Letters take three days.`;
const PASSAGE = { start: TEXT.length - 24, end: TEXT.length };

const hit: SearchHit<string> = { item: TEXT, id: '1', score: 1, matches: [] };

const shown = () => document.querySelector('[data-sem-part=item-excerpt]')?.textContent;

function show(facts: Partial<SearchHit<string>>, maxLength = 60) {
  render(
    <StrictMode>
      <Excerpt hit={{ ...hit, ...facts }} maxLength={maxLength} />
    </StrictMode>,
  );
}

describe('an excerpt', () => {
  test('stands around the words that match, which are marked', () => {
    const start = TEXT.indexOf('Letters');
    show({ matches: [[start, start + 7]] });
    expect(screen.getByRole('mark').textContent).toBe('Letters');
    expect(shown()).toBe('… There is a lot to read here. Letters take three days.');
  });

  test('found by meaning is the closest passage, with a sign that has a name', () => {
    show({ passage: PASSAGE });
    expect(screen.getByRole('img', { name: 'Closest passage:' })).toBeTruthy();
    expect(shown()).toBe('≈ … Letters take three days.');
    expect(screen.queryByRole('mark')).toBeNull();
    expect(document.querySelector('[data-sem-part=passage]')).toBeNull();
  });

  test('without a match begins at the beginning', () => {
    show({});
    expect(shown()).toBe('Welcome to the help center. There is a lot to read here …');
    expect(screen.queryByRole('img')).toBeNull();
  });

  test('of a text that is short enough is all of it, with its passage underlined', () => {
    show({ item: 'One thing. Another thing.', passage: { start: 11, end: 25 } });
    expect(shown()).toBe('One thing. Another thing.');
    expect(document.querySelector('[data-sem-part=passage]')?.textContent).toBe('Another thing.');
  });

  test('has an ellipsis where it is cut in two', () => {
    const end = TEXT.indexOf('Letters');
    show({
      matches: [
        [0, 7],
        [end, end + 7],
      ],
    });
    expect(shown()).toBe('Welcome to the help center … here. Letters take three …');
  });

  test('may be of a field of the item', () => {
    const title = { text: 'Letters that we send', textLength: 20, matches: [[0, 7]] } as const;
    render(<Excerpt hit={{ ...hit, fields: { title } }} field="title" />);
    expect(shown()).toBe('Letters that we send');
    expect(screen.getByRole('mark').textContent).toBe('Letters');
  });
});
