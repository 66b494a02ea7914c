import type { TextSpan } from '../search/resultTypes.js';
import { hash53 } from '../utils/hash53.js';
import { digestOfBytes, sha256OfMany } from '../utils/sha256.js';
import { digestBytesOfTexts } from '../utils/sha256Sync.js';

/** The passages of a text and their vectors, row-major. */
export interface StoredVectors {
  readonly passages: readonly TextSpan[];
  readonly vectors: Float32Array<ArrayBuffer>;
}

/**
 * What is stored of the texts whose vectors a page holds. In typed arrays, since a browser reads them many times faster than
 * as many objects. Texts that were written together are a block, whose one SHA-256 is quick to compare; texts of a block
 * that is there in part, or has changed, are compared one by one.
 */
export interface PageTexts {
  /** A hash of each text, to look it up by. */
  readonly hashes: Float64Array<ArrayBuffer>;
  /** The first 16 bytes of each text's SHA-256. */
  readonly digests: Uint8Array<ArrayBuffer>;
  /** How many passages each text has. */
  readonly counts: Uint32Array<ArrayBuffer>;
  /** Start and end of each passage. */
  readonly spans: Uint32Array<ArrayBuffer>;
  /** How many texts each block has. */
  readonly blocks: Uint32Array<ArrayBuffer>;
  /** The SHA-256 of each block, 32 bytes. */
  readonly blockDigests: Uint8Array<ArrayBuffer>;
}

/** The texts of a page as they are stored: with the SHA-256 of their passages and vectors, so that spoilt ones are seen. */
export interface StoredTexts extends PageTexts {
  readonly vectorsDigest: Uint8Array<ArrayBuffer>;
}

/** What is stored of the texts of a page with these vectors. */
export async function sealTexts(texts: PageTexts, vectors: Float32Array<ArrayBuffer>): Promise<StoredTexts> {
  return { ...texts, vectorsDigest: await digestOfVectors(texts, vectors) };
}

/** Whether a page's vectors, and where their passages are, are those that were written. */
export async function areWhole(texts: StoredTexts, vectors: Float32Array<ArrayBuffer>): Promise<boolean> {
  return areSame(await digestOfVectors(texts, vectors), texts.vectorsDigest, 0);
}

async function digestOfVectors(
  { counts, spans }: PageTexts,
  vectors: Float32Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = [await digestOfBytes(bytesOf(vectors)), bytesOf(counts), bytesOf(spans)];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return digestOfBytes(concat(parts, new Uint8Array(length)));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
  new Uint8Array(buffer, byteOffset, byteLength);

const DIGEST = 16;
const BLOCK_DIGEST = 32;

/** What is stored of some texts that are written together. */
export async function describeTexts(
  texts: readonly string[],
  stored: readonly StoredVectors[],
): Promise<PageTexts> {
  const spans = stored.flatMap(({ passages }) => passages.flatMap(({ start, end }) => [start, end]));
  return {
    hashes: Float64Array.from(texts, (text) => hash53(text)),
    digests: concat(texts.map(digestOf), new Uint8Array(texts.length * DIGEST)),
    counts: Uint32Array.from(stored, ({ passages }) => passages.length),
    spans: Uint32Array.from(spans),
    blocks: Uint32Array.of(texts.length),
    blockDigests: await sha256OfMany(texts),
  };
}

/** Several pages' texts as one page's. */
export function joinTexts(pages: readonly PageTexts[]): PageTexts {
  const sum = (lengthOf: (page: PageTexts) => number) =>
    pages.reduce((length, page) => length + lengthOf(page), 0);
  const numbers = (of: (page: PageTexts) => Uint32Array<ArrayBuffer>) =>
    concat(pages.map(of), new Uint32Array(sum((page) => of(page).length)));
  const bytes = (of: (page: PageTexts) => Uint8Array<ArrayBuffer>) =>
    concat(pages.map(of), new Uint8Array(sum((page) => of(page).length)));
  return {
    hashes: concat(
      pages.map(({ hashes }) => hashes),
      new Float64Array(sum(({ hashes }) => hashes.length)),
    ),
    digests: bytes(({ digests }) => digests),
    counts: numbers(({ counts }) => counts),
    spans: numbers(({ spans }) => spans),
    blocks: numbers(({ blocks }) => blocks),
    blockDigests: bytes(({ blockDigests }) => blockDigests),
  };
}

/** Whether something that was read is what was written; browsers and disks lose things. */
export function isStoredTexts(read: unknown): read is StoredTexts {
  const page = read as StoredTexts | undefined;
  return (
    page?.hashes instanceof Float64Array &&
    page.counts instanceof Uint32Array &&
    page.spans instanceof Uint32Array &&
    page.blocks instanceof Uint32Array &&
    page.vectorsDigest?.length === BLOCK_DIGEST &&
    page.digests?.length === page.hashes.length * DIGEST &&
    page.counts.length === page.hashes.length &&
    page.spans.length === 2 * rowsOf(page) &&
    page.blockDigests?.length === page.blocks.length * BLOCK_DIGEST &&
    page.blocks.reduce((sum, count) => sum + count, 0) === page.hashes.length
  );
}

/** How many vectors a page has. */
export function rowsOf({ counts }: PageTexts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The first row of each text of a page. */
export function startsOf({ counts }: PageTexts): Uint32Array {
  const starts = new Uint32Array(counts.length);
  for (let i = 1; i < starts.length; i += 1)
    starts[i] = (starts[i - 1] as number) + (counts[i - 1] as number);
  return starts;
}

/**
 * Which of some texts are those that a page holds.
 * @param candidates The text that may be each of the page's, by its place there.
 * @returns the places of those that are
 */
export async function findSame(page: PageTexts, candidates: ReadonlyMap<number, string>): Promise<number[]> {
  const found: Promise<readonly number[]>[] = [];
  let first = 0;
  for (const [block, count] of page.blocks.entries()) {
    found.push(sameOfBlock(page, candidates, { block, first, end: first + count }));
    first += count;
  }
  return (await Promise.all(found)).flat();
}

async function sameOfBlock(
  { digests, blockDigests }: PageTexts,
  candidates: ReadonlyMap<number, string>,
  { block, first, end }: { readonly block: number; readonly first: number; readonly end: number },
): Promise<readonly number[]> {
  const rows: number[] = [];
  for (let row = first; row < end; row += 1) if (candidates.has(row)) rows.push(row);
  const texts = rows.map((row) => candidates.get(row) as string);
  if (rows.length === end - first && areSame(await sha256OfMany(texts), blockDigests, block)) return rows;
  return rows.filter((row, i) => areSame(digestOf(texts[i] as string), digests, row));
}

const digestOf = (text: string) => Uint8Array.from(digestBytesOfTexts([text]).subarray(0, DIGEST));

/** Whether a digest is the one at some row among others. */
function areSame(digest: Uint8Array, digests: Uint8Array, row: number): boolean {
  return digest.every((byte, i) => byte === digests[row * digest.length + i]);
}

interface Settable<T> {
  set(values: T, at: number): void;
}

function concat<Part extends { readonly length: number }, Whole extends Settable<Part>>(
  parts: readonly Part[],
  whole: Whole,
): Whole {
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** The vectors of some texts, row-major. */
export function joined(stored: readonly Pick<StoredVectors, 'vectors'>[]): Float32Array<ArrayBuffer> {
  const length = stored.reduce((sum, { vectors }) => sum + vectors.length, 0);
  return concat(
    stored.map(({ vectors }) => vectors),
    new Float32Array(length),
  );
}
