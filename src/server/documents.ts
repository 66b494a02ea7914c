import { EmbedError, reasonOf } from '../engine/errors.js';
import type { Language } from '../engine/ranking/language.js';
import { isFieldValue } from '../engine/search/fieldFilter.js';
import type { FieldValue } from '../engine/search/filterTypes.js';
import { setsAsLists } from '../engine/utils/setsAsLists.js';
import { type EmbeddedPassage, type Refuse, readPassages } from './passages.js';
import { hashOf, storable } from './storableText.js';
import { type StoredWords, wordsOf } from './storedWords.js';

/** What is put into an index. */
export interface IndexDocument<T> {
  /** What tells documents apart: putting one with a known id replaces that. */
  readonly id: string;
  /** What is searched. */
  readonly text: string;
  /** What a search gives out: anything that JSON can hold. A Set comes out as a list. */
  readonly item: T;
  /**
   * What filters and facets look at. A list counts for each of its members.
   * @default those fields of the item that are a string, a number, a boolean or null, or a list; of lists such members
   */
  readonly fields?: Readonly<Record<string, FieldValue | readonly FieldValue[] | undefined>>;
  /**
   * The vectors of its passages; or of the whole text. Without any the document is found by words, and by meaning as soon
   * as a worker has made its vectors.
   */
  readonly passages?: readonly EmbeddedPassage[];
  readonly vector?: Float32Array;
}

/** A document as it is stored. */
export interface PreparedDocument extends StoredWords {
  readonly id: string;
  readonly text: string;
  readonly hash: Buffer;
  readonly item: string;
  readonly fields: string;
  readonly passages: readonly EmbeddedPassage[];
}

const MAX_ID_BYTES = 1_000; // an index of PostgreSQL takes 2,704
const MAX_DEPTH = 500; // PostgreSQL's parser ends at some thousands

/**
 * A document as it is stored.
 * @param index which document it is, from 0
 * @throws {EmbedError} `invalid-input` for what cannot be stored, with `details.index`, and with `details.id` where there is one
 */
export function prepare<T>(
  document: IndexDocument<T>,
  dimensions: number,
  index: number,
  language?: Language,
): PreparedDocument {
  const id = readId(document, index);
  const refuse = (what: string, cause?: unknown): never => {
    throw new EmbedError('invalid-input', `Document "${id}" cannot be stored: ${what}.`, {
      details: { id, index },
      ...(cause !== undefined && { cause }),
    });
  };
  if (typeof document.text !== 'string') refuse(`its text is ${typeof document.text}, not a string`);
  const text = storable(document.text);
  return {
    id,
    text,
    hash: hashOf(text),
    item: json(document.item, 'item', refuse),
    fields: json(
      document.fields === undefined ? fieldsOf(document.item) : readFields(document.fields, refuse),
      'fields',
      refuse,
    ),
    ...wordsOf(text, language),
    passages: readPassages(document, text, dimensions, refuse),
  };
}

/**
 * The ids that documents may have.
 * @throws {EmbedError} `invalid-input` for a string instead of a list, and for what is not a string in it
 */
export function readIds(given: Iterable<string>): readonly string[] {
  const ids: readonly unknown[] = typeof given === 'string' ? [undefined] : [...given];
  if (!ids.every((id) => typeof id === 'string'))
    throw new EmbedError('invalid-input', 'remove() takes a list of ids, which are strings.');
  return ids.filter((id) => storable(id) === id);
}

function readId(document: unknown, index: number): string {
  const { id }: { id?: unknown } = Object(document);
  const refuse = (what: string): never => {
    throw new EmbedError('invalid-input', `Document number ${index} cannot be stored: ${what}.`, {
      details: { index, ...(typeof id === 'string' && { id: id.slice(0, 100) }) },
    });
  };
  if (typeof document !== 'object' || document === null) return refuse('it is not an object');
  if (typeof id !== 'string') return refuse(`its id is ${typeof id}, not a string`);
  if (storable(id) !== id) return refuse('its id has a NUL character or half of a surrogate pair');
  if (Buffer.byteLength(id) <= MAX_ID_BYTES) return id;
  return refuse(`its id "${id.slice(0, 50)}…" is longer than ${MAX_ID_BYTES} bytes in UTF-8`);
}

const UNSTORABLE_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

function json(value: unknown, what: 'item' | 'fields', refuse: Refuse): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, setsAsLists);
  } catch (error) {
    return refuse(`its ${what} cannot be written as JSON (${reasonOf(error)})`, error); // BigInt, a cycle, too deep
  }
  if (text === undefined) return refuse(`its ${what} is ${typeof value}, which JSON cannot hold`);
  if (UNSTORABLE_JSON.test(text))
    return refuse(`its ${what} has a NUL character or half of a surrogate pair`);
  return depthOf(text) <= MAX_DEPTH ? text : refuse(`its ${what} is nested more than ${MAX_DEPTH} deep`);
}

/** How deep lists and objects are nested in a JSON. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{}\]]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}

function fieldsOf(item: unknown): Record<string, unknown> {
  const given = typeof item === 'object' ? Object.entries(item ?? {}) : [];
  const entries = given.map(([field, value]) => [field, setsAsLists(field, value)]);
  return Object.fromEntries(
    entries
      .filter(([, value]) => Array.isArray(value) || isFieldValue(value))
      .map(([field, value]) => [field, Array.isArray(value) ? value.filter(isFieldValue) : value]),
  );
}

function readFields(fields: unknown, refuse: Refuse): object {
  if (typeof fields !== 'object' || fields === null) return refuse('its fields are not an object');
  for (const [field, value] of Object.entries(fields)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value ?? null];
    if (!values.every(isFieldValue))
      return refuse(
        `its field "${field}" holds something else than strings, finite numbers, booleans and null`,
      );
  }
  return fields;
}
