// Models and batches on which the GPU's kernels are compared with a float64 forward pass.

/** Shapes of known models. */
export const LARGE = { hidden: 384, heads: 12, inner: 1_536, layers: 12 };
export const SIX_LAYERS = { ...LARGE, layers: 6 };
export const SMALL = { hidden: 64, heads: 2, inner: 128, layers: 2 };

/** One text in each batch. */
export const LENGTHS = [1, 2, 3, 7, 16, 31, 32, 33, 63, 64, 100, 128, 200, 255, 256, 400, 511, 512];

const COUNTS = [1, 2, 3, 8, 17, 32, 64];
/** Batches of 1 to 64 texts: equal lengths, and falling ones. */
export const BATCHES = COUNTS.flatMap((texts) => [
  Array.from({ length: texts }, () => 24),
  Array.from({ length: texts }, (_, index) => 65 - index),
]);
/** Ragged ones from 1 to 512 tokens. */
const ragged = (/** @type {number} */ texts) =>
  Array.from({ length: texts }, (_, index) => 1 + ((index * 197 + 511) % 512));
export const SOME_RAGGED = ragged(8);
export const MANY_RAGGED = ragged(64);

/** Widths from 32 to 1,024 and 1 to 16 heads, each with a short text, the longest, and some between in one batch. */
export const WIDTHS = [
  { hidden: 32, heads: 1, inner: 64, layers: 2 },
  { hidden: 48, heads: 4, inner: 100, layers: 1 },
  { hidden: 96, heads: 3, inner: 192, layers: 2 },
  { hidden: 128, heads: 16, inner: 512, layers: 1 },
  { hidden: 192, heads: 6, inner: 300, layers: 1 },
  { hidden: 256, heads: 8, inner: 1_024, layers: 1 },
  { hidden: 312, heads: 12, inner: 1_200, layers: 1 },
  { hidden: 384, heads: 12, inner: 1_536, layers: 1 },
  { hidden: 512, heads: 8, inner: 512, layers: 1 },
  { hidden: 768, heads: 12, inner: 3_072, layers: 1 },
  { hidden: 1_024, heads: 16, inner: 1_024, layers: 1 },
];
/** The formulas take seconds for the longest text of a wide model. */
const MAX_LENGTH = { narrow: [9, 512, 1, 33], wide: [9, 160, 1, 33] };

/** @param {{ hidden: number }} shape */
export const batchOfWidth = ({ hidden }) => (hidden > 400 ? MAX_LENGTH.wide : MAX_LENGTH.narrow);

/** What products are compared on: documents of a length, and of many. */
export const DOCUMENTS = [new Array(8).fill(128), [16, 100, 7, 60, 128, 33, 90, 12]];

export const TEXTS = [
  'How do I get my money back?',
  'Refunds are paid within five days',
  'A kitten sleeps on the roof',
  'x',
  '中文混合English文字',
  'The Treaty of Westphalia was signed in 1648, and ended thirty years of war in central Europe.',
  'const sum = (a, b) => a + b; // adds two numbers',
  'Rain falls on roofs and fields alike, and nobody asks it to; in the evening the river stands higher by a hand.',
];
