import { findModel } from '../../src/engine/models/catalog.js';
import { createTokenizer } from '../../src/engine/workers/embedding/tokenizer/createTokenizer.js';

// Texts of known lengths, made of plain words that are one token each.

const WORDS =
  'the river carries small boats past old stone bridges every morning while people walk along its banks and talk about ' +
  'their work the weather or a book that they have read before the train leaves the station and the city wakes up';

/**
 * Tokens of the 96 mixed texts, log-normal as the lengths of documents are: the quantiles of exp(3.653 + 0.895 z), shuffled.
 * 4 to 381, the median 39, 5,476 together.
 */
export const MIXED = [
  4, 30, 76, 16, 43, 147, 25, 62, 12, 36, 101, 21, 52, 6, 31, 79, 17, 44, 158, 26, 64, 12, 37, 106, 21, 53, 7,
  32, 81, 17, 45, 173, 27, 66, 13, 38, 111, 22, 55, 8, 32, 84, 18, 46, 192, 27, 68, 13, 39, 116, 23, 56, 9,
  33, 87, 18, 47, 220, 28, 70, 14, 40, 122, 23, 57, 9, 34, 90, 19, 48, 265, 29, 72, 15, 41, 129, 24, 59, 10,
  35, 93, 20, 49, 381, 29, 74, 15, 42, 137, 25, 61, 11, 36, 97, 20, 51,
];

/** 96 texts whose longest is not so long: 6 to 213 tokens, evenly on a logarithmic scale, 5,617 together. */
const NARROW = Array.from({ length: 96 }, (_, i) => Math.round(6 * (213 / 6) ** (((i * 37) % 96) / 95)));

/** Texts that have as many tokens as `lengths` say, the two special ones included. */
function textsOf(lengths: readonly number[]): string[] {
  const words = WORDS.split(' ');
  return lengths.map((length, row) =>
    Array.from({ length: length - 2 }, (_, i) => words[(row * 5 + i) % words.length]).join(' '),
  );
}

/** What is embedded, call by call. */
export const shapes = {
  tokens16: [textsOf([16])],
  tokens128: [textsOf([128])],
  tokens512: [textsOf([512])],
  mixed96_one_call: [textsOf(MIXED)],
  /** What a padded batch costs depends on its longest text, so that ratio needs a second opinion. */
  narrow96_one_call: [textsOf(NARROW)],
  mixed96_by_eights: Array.from({ length: 12 }, (_, i) => textsOf(MIXED).slice(i * 8, i * 8 + 8)),
  mixed96_one_by_one: textsOf(MIXED).map((text) => [text]),
} as const satisfies Record<string, readonly (readonly string[])[]>;

export type ShapeName = keyof typeof shapes;

/** Throws when a text has another length than it should. */
export async function assertLengths(): Promise<void> {
  const { repo, files } = findModel('all-MiniLM-L6-v2');
  const bytes = await (await fetch(`/models/${repo}/${files.tokenizer.path}`)).arrayBuffer();
  const tokenizer = await createTokenizer(new Uint8Array(bytes));
  const found = [
    shapes.tokens16,
    shapes.tokens128,
    shapes.tokens512,
    shapes.mixed96_one_call,
    shapes.narrow96_one_call,
  ].map(([texts = []]) => tokenizer.encode(texts, { maxTokens: 512 }).map(({ ids }) => ids.length));
  if (JSON.stringify(found) !== JSON.stringify([[16], [128], [512], MIXED, NARROW]))
    throw new Error(`The texts have other lengths than they should: ${JSON.stringify(found)}`);
}
