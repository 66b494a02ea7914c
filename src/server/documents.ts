import { createHash } from 'node:crypto';
import { EmbedError } from '../engine/errors.js';
import type { Span } from '../engine/search/protocol.js';
import type { FieldValue } from '../engine/search/types.js';
import { unit } from '../engine/search/unit.js';
import { countsOf } from '../engine/searchWorker/bm25.js';

/** A part of a text with its vector. */
export interface EmbeddedPassage extends Span {
  readonly vector: Float32Array;
}

/** What is put into an index. */
export interface IndexDocument<T> {
  /** What tells documents apart: putting one with a known id replaces that. */
  readonly id: string;
  /** What is searched. */
  readonly text: string;
  /** What a search gives out: anything that JSON can hold. */
  readonly item: T;
  /**
   * What filters look at.
   * @default those fields of the item that are a string, a number, a boolean or null
   */
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /**
   * The vectors of its passages; or of the whole text. Without any the document is found by words, and by meaning as soon
   * as a worker has made its vectors.
   */
  readonly passages?: readonly EmbeddedPassage[];
  readonly vector?: Float32Array;
}

/** A document as it is stored. */
export interface PreparedDocument {
  readonly id: string;
  readonly text: string;
  readonly hash: Buffer;
  readonly item: string;
  readonly fields: string;
  /** How often which words stand in it. */
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
  readonly passages: readonly EmbeddedPassage[];
}

const HASH_BYTES = 16; // 128 bits tell texts apart

/** What vectors are kept by: a digest of their text as it is stored. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(storable(text)).digest().subarray(0, HASH_BYTES);
}

/** @throws {EmbedError} `invalid-input` for what cannot be stored, with the document's id */
export function prepare<T>(document: IndexDocument<T>, dimensions: number): PreparedDocument {
  const { id, item } = document;
  const text = storable(document.text);
  const fields = document.fields ?? scalarFields(item);
  const { vector, passages = vector ? [{ start: 0, end: text.length, vector }] : [] } = document;
  for (const passage of passages) assertVector(id, passage.vector, dimensions);
  const counts = countsOf(text);
  return {
    id: assertStorable(id, id),
    text,
    hash: hashOf(text),
    item: json(id, item),
    fields: json(id, fields),
    counts,
    length: [...counts.values()].reduce((sum, count) => sum + count, 0),
    passages: passages.map((passage) => ({ ...passage, vector: unit(passage.vector) })),
  };
}

/** What PostgreSQL cannot hold, in characters of the same length, so that places in the text stay right. */
function storable(text: unknown): string {
  if (typeof text === 'string') return text.replaceAll('\0', ' ').replace(LONE_SURROGATES, '\ufffd');
  throw new EmbedError('invalid-input', `A document's text is ${typeof text}. It must be a string.`);
}

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const UNSTORABLE_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

function json(id: string, value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text !== undefined && !UNSTORABLE_JSON.test(text)) return text;
  const what = text === undefined ? 'no JSON' : 'a NUL character or half of a surrogate pair';
  throw new EmbedError('invalid-input', `The item of document "${id}" holds ${what}.`, { details: { id } });
}

function assertStorable(id: string, value: unknown): string {
  if (typeof value === 'string' && storable(value) === value) return value;
  throw new EmbedError('invalid-input', 'An id is a string without NUL characters.', { details: { id } });
}

function scalarFields(item: unknown): Record<string, unknown> {
  const isScalar = (value: unknown) => value === null || /^(string|number|boolean)$/.test(typeof value);
  return Object.fromEntries(
    typeof item === 'object' ? Object.entries(item ?? {}).filter(([, value]) => isScalar(value)) : [],
  );
}

function assertVector(id: string, vector: Float32Array, dimensions: number): void {
  if (vector.length === dimensions && vector.every(Number.isFinite)) return;
  throw new EmbedError(
    'invalid-input',
    `The vector of document "${id}" has ${vector.length} numbers. It must have ${dimensions} finite ones.`,
    { details: { id, dimensions } },
  );
}
