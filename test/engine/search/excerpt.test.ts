import { describe, expect, test } from 'vitest';
import { excerptOf } from '../../../src/engine/search/excerpt.js';

interface ExcerptInput {
  /** Each word that begins with one of them matches. */
  readonly words?: readonly string[];
  readonly passage?: string;
  readonly maxLength?: number;
}

/** What is shown of a text, with an ellipsis at each cut. */
function shown(text: string, { words = [], passage, maxLength }: ExcerptInput = {}): string {
  const places = words
    .flatMap((word) => Array.from(text.matchAll(RegExp(`(?<!\\p{L})${word}\\p{L}*`, 'giu'))))
    .map((match) => [match.index, match.index + match[0].length] as const)
    .toSorted((a, b) => a[0] - b[0]);
  const start = passage === undefined ? -1 : text.indexOf(passage);
  const parts = excerptOf(
    text,
    { matches: places, ...(passage !== undefined && { passage: { start, end: start + passage.length } }) },
    maxLength,
  );
  const [first, last] = [parts[0], parts.at(-1)];
  const before = first && text.slice(0, first.start).trim() !== '' ? '… ' : '';
  const behind = last && text.slice(last.end).trim() !== '' ? ' …' : '';
  return before + parts.map((part) => text.slice(part.start, part.end)).join(' … ') + behind;
}

const ARTICLE =
  'Welcome to the help center. To change your password, open the settings and choose Security. ' +
  'There you see when the password was changed last. If you have forgotten it, choose Reset, and we send you a letter. ' +
  'Letters take three days. Invoices are in the same place, below Billing, and can be printed.';

describe('a text that is short enough', () => {
  test('is shown whole, without the white space around it', () => {
    expect(shown('  Buy oat milk \n', { words: ['milk'], maxLength: 12 })).toBe('Buy oat milk');
  });

  test('may be empty', () => {
    expect(shown('')).toBe('');
    expect(shown(' '.repeat(300))).toBe('');
  });
});

describe('a long text', () => {
  test('without a match begins at its beginning', () => {
    expect(shown(ARTICLE, { maxLength: 40 })).toBe('Welcome to the help center. To …');
  });

  test('is shown around the word that matches', () => {
    expect(shown(ARTICLE, { words: ['letter'], maxLength: 60 })).toBe(
      '… we send you a letter. Letters take three days …',
    );
  });

  test('is shown where most different words are, not most words', () => {
    expect(shown(ARTICLE, { words: ['password', 'changed', 'last'], maxLength: 70 })).toBe(
      '… see when the password was changed last. If you have forgotten …',
    );
  });

  test('has two parts where words stand far apart', () => {
    expect(shown(ARTICLE, { words: ['welcome', 'printed'], maxLength: 100 })).toBe(
      'Welcome to the help center. To change your … same place, below Billing, and can be printed.',
    );
  });

  test('has three parts at most', () => {
    const text = shown(ARTICLE, { words: ['welcome', 'security', 'letter', 'billing'], maxLength: 90 });
    expect(text).toBe('Welcome to the help center … choose Security. There you … a letter. Letters take …');
    expect(text.match(/ … /g)).toHaveLength(2);
  });

  test('without matching words is its closest passage', () => {
    expect(shown(ARTICLE, { passage: 'Letters take three days.', maxLength: 60 })).toBe(
      '… Letters take three days. …',
    );
  });

  test('cuts a passage that is too long', () => {
    const passage = ARTICLE.slice(ARTICLE.indexOf('There'));
    expect(shown(ARTICLE, { passage, maxLength: 44 })).toBe('… There you see when the password was …');
  });

  test('leaves out places that are not in it', () => {
    expect(excerptOf(ARTICLE, { matches: [[900, 908]], passage: { start: 880, end: 920 } }, 40)).toEqual([
      { start: 0, end: 'Welcome to the help center. To'.length },
    ]);
  });

  test('shows a word that is longer than all of the excerpt', () => {
    const word = 'x'.repeat(50);
    expect(shown(`one ${word} two ${'three '.repeat(9)}`, { words: [word], maxLength: 30 })).toBe(
      `… ${word} …`,
    );
  });
});

describe('a cut', () => {
  test('stands between words where these have no spaces between them', () => {
    const text = '東京都に住んでいます。'.repeat(4);
    expect(shown(text, { maxLength: 20 })).toBe('東京都に住んでいます。東京都に住 …');
  });

  test('does not part the halves of a character, nor a character from its marks', () => {
    const text = '👩‍👩‍👧‍👦'.repeat(20);
    const [part] = excerptOf(text, { matches: [] }, 40);
    expect(part).toEqual({ start: 0, end: 33 }); // 3 families of 11 units
    expect(excerptOf('é'.normalize('NFD').repeat(99), { matches: [] }, 40)[0]).toEqual({ start: 0, end: 36 });
  });

  test('is at the same words in a script from right to left', () => {
    const text = 'مرحبا بكم في مركز المساعدة لتغيير كلمة المرور افتح الإعدادات ثم اختر الأمان';
    expect(shown(text, { words: ['المرور'], maxLength: 44 })).toBe(
      '… لتغيير كلمة المرور افتح الإعدادات ثم …',
    );
  });
});

test('an excerpt is never longer than it may be, and holds whole words', () => {
  const text = ARTICLE.repeat(3);
  for (const words of [[], ['password'], ['welcome', 'letters'], ['the', 'in', 'and', 'reset']])
    for (let maxLength = 40; maxLength < 300; maxLength += 7) {
      const excerpt = shown(text, { words, maxLength });
      expect(excerpt.length).toBeLessThanOrEqual(maxLength);
      for (const word of excerpt.match(/[a-z]+/gi) ?? []) expect(text).toMatch(RegExp(`\\b${word}\\b`));
    }
});
