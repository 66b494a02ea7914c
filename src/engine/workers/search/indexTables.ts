import { EmbedError } from '../../errors.js';
import { MAX_COUNT } from '../../ranking/PostingLists.js';
import type { WordIndex } from '../../ranking/wordIndex.js';
import type { FilePrecision } from '../../rpc/searchProtocol.js';
import type { TextSpan } from '../../search/resultTypes.js';
import { MAX_DIMENSIONS } from './matrix.js';

// A file with a right digest may still have been written by anybody. So each of its tables is held against the others
// before anything is built of them, in one pass over each.

export interface Header {
  readonly space: string;
  /** The language of the texts, a BCP 47 tag. */
  readonly language?: string;
  readonly dimensions: number;
  readonly items: number;
  readonly passages: number;
  readonly vectors: FilePrecision;
  /** Where each section lies behind the header, and how long it is, in bytes. */
  readonly sections: Readonly<Record<SectionName, readonly [start: number, length: number]>>;
}

export const DIGEST_BYTES = 16;

/** What a file that cannot be used is told. */
export function failed(reason: string, cause?: unknown): EmbedError {
  return new EmbedError('index-load-failed', `The file of the index cannot be used. ${reason}`, { cause });
}

const SECTIONS = [
  'items',
  'digests',
  'passageStarts',
  'passageSpans',
  'vectors',
  'scales',
  'terms',
  'postingStarts',
  'postings',
  'lengths',
] as const;

export type SectionName = (typeof SECTIONS)[number];

/** Checks a header. @param bytes how many bytes lie behind it */
export function assertHeader(header: unknown, bytes: number): asserts header is Header {
  if (typeof header !== 'object' || header === null) throw failed('Its header is not an object.');
  const { space, language, dimensions, items, passages, vectors, sections } = header as Partial<
    Record<keyof Header, unknown>
  >; // just checked
  if (typeof space !== 'string') throw failed('Its header names no space.');
  if (language !== undefined && typeof language !== 'string')
    throw failed(`Its language is ${JSON.stringify(language)}.`);
  for (const count of [dimensions, items, passages])
    if (!isCount(count)) throw failed(`Its header counts ${count}.`);
  if (Number(dimensions) > MAX_DIMENSIONS || (dimensions === 0 && passages !== 0))
    throw failed(`Its vectors have ${dimensions} numbers.`);
  if (vectors !== 'float32' && vectors !== 'int8') throw failed(`Its vectors are ${vectors}.`);
  if (typeof sections !== 'object' || sections === null) throw failed('Its header has no sections.');
  for (const name of SECTIONS) {
    const range: unknown = (sections as Partial<Record<SectionName, unknown>>)[name];
    const [start, length] = Array.isArray(range) && range.length === 2 ? range : [];
    if (!isCount(start) || !isCount(length) || start + length > bytes)
      throw failed(`Its section ${name} does not lie in it.`);
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Each item is JSON, and has a digest. */
export function assertItems({ items, digests }: Pick<IndexFile, 'items' | 'digests'>, count: number): void {
  if (items.length !== count) throw failed(`It has ${items.length} items instead of ${count}.`);
  assertLength('digests', digests.length, count * DIGEST_BYTES);
  for (const item of items) parseItem(item);
}

/** @throws {EmbedError} `index-load-failed` for what is not JSON. */
export function parseItem(item: string): unknown {
  try {
    return JSON.parse(item);
  } catch (cause) {
    throw failed('An item of it is not JSON.', cause);
  }
}

/** Passages belong to items in their order, and each begins before it ends. */
export function assertPassages(
  starts: Uint32Array,
  spans: Uint32Array,
  { items, passages }: Pick<Header, 'items' | 'passages'>,
): void {
  assertLength('passageSpans', spans.length, 2 * passages);
  assertStarts('passageStarts', starts, items, passages);
  for (let i = 0; i < spans.length; i += 2)
    if ((spans[i] as number) > (spans[i + 1] as number))
      throw failed('A passage of it ends before it begins.');
}

/** Numbers of vectors of length 1, and of what int8 makes of them. */
const MAX_VALUE = 2;
const MIN_SCALE = 1e-9;

export function assertFloats(vectors: Float32Array, { passages, dimensions }: Header): void {
  assertLength('vectors', vectors.length, passages * dimensions);
  for (let i = 0; i < vectors.length; i += 1)
    if (!(Math.abs(vectors[i] as number) <= MAX_VALUE)) throw failed(`Its vectors hold ${vectors[i]}.`);
}

export function assertScales(rows: Int8Array, scales: Float32Array, { passages, dimensions }: Header): void {
  assertLength('vectors', rows.length, passages * dimensions);
  assertLength('scales', scales.length, passages);
  for (const scale of scales)
    if (!(scale >= MIN_SCALE && scale <= 1)) throw failed(`Its vectors have a scale of ${scale}.`);
}

/** Words are sorted; a posting names an item once, and counts add up to what items are long. */
export function assertWords({ terms, starts, postings, lengths }: IndexFile['words'], items: number): void {
  assertStarts('postingStarts', starts, terms.length, postings.length);
  assertLength('lengths', lengths.length, items);
  for (let i = 1; i < terms.length; i += 1)
    if ((terms[i - 1] as string) >= (terms[i] as string)) throw failed('Its words are not sorted.');
  assertPostings(starts, postings, lengths);
}

function assertPostings(starts: Uint32Array, postings: Uint32Array, lengths: Uint32Array): void {
  const counts = new Float64Array(lengths.length);
  const isCapped = new Uint8Array(lengths.length);
  const lastTerm = new Int32Array(lengths.length).fill(-1);
  for (let term = 0; term + 1 < starts.length; term += 1)
    for (let i = starts[term] as number; i < (starts[term + 1] as number); i += 1) {
      const posting = postings[i] as number;
      const [item, count] = [posting >>> 8, posting & MAX_COUNT];
      if (item >= lengths.length || count === 0 || lastTerm[item] === term)
        throw failed('Its words name items that it does not have, or one twice.');
      lastTerm[item] = term;
      counts[item] = (counts[item] as number) + count;
      if (count === MAX_COUNT) isCapped[item] = 1; // it may stand there more often
    }
  for (let item = 0; item < lengths.length; item += 1) {
    const [length, counted] = [lengths[item] as number, counts[item] as number];
    if (length < counted || (length > counted && !isCapped[item]))
      throw failed(`An item of it has ${length} words, of which it lists ${counted}.`);
  }
}

function assertStarts(name: SectionName, starts: Uint32Array, lists: number, total: number): void {
  assertLength(name, starts.length, lists + 1);
  if (starts[0] !== 0 || starts[lists] !== total)
    throw failed(`Its ${name} do not begin at 0, or end elsewhere.`);
  for (let i = 1; i < starts.length; i += 1)
    if ((starts[i - 1] as number) > (starts[i] as number)) throw failed(`Its ${name} go back.`);
}

function assertLength(name: SectionName, found: number, expected: number): void {
  if (found !== expected) throw failed(`Its section ${name} has ${found} numbers instead of ${expected}.`);
}
// The file of an index: docs/index-file.md describes it byte by byte.
/** What a file holds. */
export interface IndexFile {
  /** The space of its vectors. */
  readonly space: string;
  /** The language of the texts, a BCP 47 tag. */
  readonly language?: string;
  readonly dimensions: number;
  /** Each as JSON. */
  readonly items: readonly string[];
  /** A digest of each item's texts: 16 bytes. */
  readonly digests: Uint8Array;
  readonly words: WordIndex;
  /** The passages of each item. */
  readonly passages: readonly (readonly TextSpan[])[];
  /** The vectors of all passages, row-major. */
  readonly vectors: Float32Array<ArrayBuffer>;
}
