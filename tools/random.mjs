// Numbers and texts that look random and are the same in each run.

/**
 * mulberry32: a small generator of 32 bits, fair enough for tests.
 * @param {number} seed
 * @returns {(below: number) => number} whole numbers from 0
 */
export function randomNumbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Blocks of code points: ASCII, Latin, marks, Greek to Arabic, India to Korea, symbols, CJK, surrogates, SMP, SIP. */
const BLOCKS = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x00, 0x2ff],
  [0x300, 0x36f],
  [0x370, 0x7ff],
  [0x900, 0xeff],
  [0x1100, 0x1fff],
  [0x2000, 0x2bff],
  [0x3000, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xdfff],
  [0xf900, 0xffff],
  [0x10000, 0x1ffff],
  [0x20000, 0x2fa1f],
];
const GLUE = [
  ' ',
  '  ',
  '\n',
  '\t',
  '\u00a0',
  '[SEP]',
  '[MASK]',
  '</s>',
  '<mask>',
  "'s",
  '...',
  'the',
  '\u200d',
];

/**
 * Strings of one to a dozen runs of characters, each of one block.
 * @param {number} count
 * @param {number} seed
 */
export function randomTexts(count, seed) {
  const random = randomNumbers(seed);
  const pick = (/** @type {readonly any[]} */ list) => list[random(list.length)];
  return Array.from({ length: count }, () => {
    let text = '';
    for (let runs = 1 + random(12); runs > 0; runs -= 1) {
      const [first, last] = pick(BLOCKS);
      for (let length = 1 + random(8); length > 0; length -= 1)
        text += String.fromCodePoint(first + random(last - first + 1));
      if (random(2) === 0) text += pick(GLUE);
    }
    return text;
  });
}
