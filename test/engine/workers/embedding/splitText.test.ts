import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitText } from '../../../../src/engine/workers/embedding/splitText.js';
import type { Tokenizer } from '../../../../src/engine/workers/embedding/tokenizer/types.js';
import { readFixture } from '../../../support/references.js';
import {
  bundledFile,
  crateTokenizer,
  encodeOne,
  fastTokenizer,
  toBytes,
} from '../../../support/tokenizers.js';

const { kinds } = readFixture<{ kinds: Record<string, { tokenizer: unknown }> }>('tokenizers.json');
const bert = fastTokenizer(bundledFile);
const tokenizers: Record<string, Tokenizer> = {
  'a BERT tokenizer': bert,
  'byte-level BPE': await crateTokenizer(toBytes(kinds['bpe-roberta']?.tokenizer)),
  Unigram: await crateTokenizer(toBytes(kinds['unigram-nmt']?.tokenizer)),
};

const STORY =
  'The river is high today. Boats wait at the old bridge! Who will row them home? Nobody knows.\n\n' +
  'In the evening the water falls. The first boat leaves, and the others follow it slowly down to the sea.';

const split = (text: string, options: Partial<Parameters<typeof splitText>[2]> = {}, tokenizer = bert) =>
  splitText(text, tokenizer, { maxTokens: 16, overlap: 0, prompt: '', ...options });
const texts = (text: string, options?: Partial<Parameters<typeof splitText>[2]>) =>
  split(text, options).map(({ start, end }) => text.slice(start, end));

describe('a text is split', () => {
  test('not at all if it fits', () => {
    expect(split(STORY, { maxTokens: 256 })).toEqual([
      { start: 0, end: STORY.length, tokens: encodeOne(bert, STORY).total },
    ]);
  });

  test('between sentences, as many as fit', () => {
    expect(texts(STORY)).toEqual([
      'The river is high today. Boats wait at the old bridge!',
      'Who will row them home? Nobody knows.',
      'In the evening the water falls.',
      'The first boat leaves, and the others follow it slowly down to the',
      'sea.',
    ]);
  });

  test('between words where a sentence is too long, inside of a word only if it alone is', () => {
    const word = 'Donaudampfschifffahrtsgesellschaftskapitän';
    const parts = texts(`A ${word} b`, { maxTokens: 8 });
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join('').replaceAll(' ', '')).toBe(`A${word}b`);
    expect(texts('one two three four five six', { maxTokens: 5 })).toEqual([
      'one two three',
      'four five six',
    ]);
  });

  test('never inside of what people see as one character', () => {
    const family = '👨‍👩‍👧‍👦';
    const whole = new Set(texts(family.repeat(20), { maxTokens: 4 }));
    for (const part of whole) expect(part.length % family.length).toBe(0);
    const accents = `e${'\u0301'.repeat(50)}`;
    for (const part of texts(accents.repeat(10), { maxTokens: 3 }))
      expect(part.length % accents.length).toBe(0);
  });

  test('so that passages repeat the end of those before them, from the beginning of a sentence or word', () => {
    const [first, second] = texts(STORY, { overlap: 6 });
    expect(first).toBe('The river is high today. Boats wait at the old bridge!');
    expect(second).toBe('wait at the old bridge! Who will row them home?');
    expect(texts(STORY, { overlap: 9 })[1]).toMatch(/^Boats wait at the old bridge! Who/);
  });

  test('without a last passage that only repeats', () => {
    const text = 'one two three four. \n';
    expect(texts(text, { maxTokens: 6, overlap: 1 })).toEqual(['one two three four', 'four.']);
    expect(texts(text, { maxTokens: 7, overlap: 1 })).toEqual(['one two three four.']);
  });

  test('with room for the prompt', () => {
    const prompt = 'passage: ';
    for (const { start, end, tokens } of split(STORY, { prompt })) {
      expect(tokens).toBe(encodeOne(bert, prompt + STORY.slice(start, end)).total);
      expect(tokens).toBeLessThanOrEqual(16);
    }
  });

  test.each(['', ' ', ' \n\t\u00a0 '])('into nothing if it is %j', (text) => {
    expect(split(text)).toEqual([]);
  });

  test('where there are no spaces', () => {
    const chinese = '今天河水很高。船在老桥边等待！谁会把它们划回家？没有人知道。';
    expect(texts(chinese, { maxTokens: 18 })).toEqual([
      '今天河水很高。船在老桥边等待！',
      '谁会把它们划回家？没有人知道。',
    ]);
  });
});

describe.each(Object.entries(tokenizers))('with %s', (_, tokenizer) => {
  const unit = fc.constantFrom(
    'a',
    'The cat',
    ' ',
    '. ',
    '\n',
    '! ',
    '中',
    '👍🏽',
    'e\u0301',
    '\ud800',
    'xyzzy',
    ', ',
    '”',
    '🇫🇷',
  );
  const document = fc.array(unit, { maxLength: 120 }).map((units) => units.join(''));

  test('passages fit, go forward, and hold everything but white space', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 30, max: 60 }), fc.nat(12), (text, maxTokens, overlap) => {
        const passages = split(text, { maxTokens, overlap }, tokenizer);
        let covered = 0;
        for (const [i, { start, end, tokens }] of passages.entries()) {
          expect(tokens).toBe(encodeOne(tokenizer, text.slice(start, end)).total);
          expect(tokens).toBeLessThanOrEqual(maxTokens);
          expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
          if (overlap === 0) expect(start).toBeGreaterThanOrEqual(covered);
          expect(start).toBeGreaterThan(passages[i - 1]?.start ?? -1);
          expect(text.slice(covered, Math.max(start, covered)).trim()).toBe('');
          expect(end).toBeGreaterThan(covered);
          covered = end;
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
      {
        numRuns: 300,
        examples: [
          ['🇫🇷”👍🏽xyzzye\u0301. \n', 30, 1],
          ['\n”The cat. 👍🏽The cat””', 31, 9],
        ],
      },
    );
  });

  test('a long text takes time in proportion to its length', () => {
    for (const text of [
      'x'.repeat(100_000),
      'word '.repeat(20_000),
      'No. '.repeat(20_000),
      '中'.repeat(30_000),
    ]) {
      const passages = split(text, { maxTokens: 256, overlap: 32 }, tokenizer);
      expect(passages.at(-1)?.end).toBe(text.trimEnd().length);
    }
  });
});

test.each([
  ['no room for a text', { maxTokens: 2 }],
  ['an overlap that fills it', { maxTokens: 16, overlap: 14 }],
  ['a prompt that fills it', { prompt: 'word '.repeat(14) }],
  ['a limit that is not a number', { maxTokens: Number.NaN }],
  ['an overlap below nothing', { overlap: -1 }],
  ['half a token', { overlap: 0.5 }],
])('%s is a typed error', (_, options) => {
  expect(() => split(STORY, options)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

describe('under headings', () => {
  const section = (name: string, count: number) =>
    `## ${name}\n\n${Array.from({ length: count }, (_, i) => `Sentence ${i} is here.`).join(' ')}\n\n`;
  const GUIDE = `# Guide\n\n${section('Storage', 9)}### Pruning\n\nWhat is old goes. ${section('Search', 2)}`;
  const spans = split(GUIDE, { maxTokens: 40, overlap: 4, headings: true });
  const contextOf = (part: string) =>
    spans.find(({ start, end }) => GUIDE.slice(start, end).includes(part))?.context;

  test('a passage has those above it as its context, and not those in it', () => {
    expect(spans[0]?.context).toBeUndefined();
    expect(contextOf('Sentence 8 is')).toBe('Guide > Storage\n');
    const narrow = split(GUIDE, { maxTokens: 24, overlap: 0, headings: true });
    expect(narrow.map(({ context }) => context)).toContain('Storage\n'); // the innermost, of what an eighth of the tokens can say
  });

  test('passages with their contexts fit, and hold all of the text', () => {
    for (const { start, end, context = '', tokens } of spans) {
      expect(encodeOne(bert, context + GUIDE.slice(start, end)).total).toBe(tokens);
      expect(tokens).toBeLessThanOrEqual(40);
    }
    expect(spans.at(-1)?.end).toBe(GUIDE.trimEnd().length);
  });

  test('a passage ends above a heading where it can, and the next one repeats nothing of the other section', () => {
    const text = `${section('One', 5)}${section('Two', 5)}`;
    const [first, second] = split(text, { maxTokens: 52, overlap: 8, headings: true });
    expect(text.slice(second?.start).startsWith('## Two')).toBe(true);
    expect(first?.end).toBeLessThan(second?.start as number);
    expect(second?.context).toBeUndefined();
  });

  test('nothing changes where there are none, and where they are not asked for', () => {
    expect(split(STORY, { headings: true })).toEqual(split(STORY));
    expect(split(GUIDE, { maxTokens: 40 }).every(({ context }) => context === undefined)).toBe(true);
  });
});
