import { EmbedError } from '../engine/errors.js';
import { l2Normalize } from '../engine/math/l2.js';
import type { TextSpan } from '../engine/search/resultTypes.js';
import { hashOf } from './storableText.js';

/** A part of a text with its vector. */
export interface EmbeddedPassage extends TextSpan {
  readonly vector: Float32Array;
}

/** Throws that something cannot be stored. */
export type Refuse = (what: string, cause?: unknown) => never;

/** The vectors that a document is given with. */
interface GivenVectors {
  readonly vector?: Float32Array;
  readonly passages?: readonly EmbeddedPassage[];
}

/** The vectors of a text as they are stored. */
export interface TextVectors {
  readonly hash: Buffer;
  readonly passages: readonly EmbeddedPassage[];
}

/**
 * The vectors of a text that some documents have.
 * @param index which text it is, from 0
 * @throws {EmbedError} `invalid-input` for what cannot be stored, with `details.index`
 */
export function prepareVectors(given: unknown, dimensions: number, index: number): TextVectors {
  const { text, passages }: { text?: unknown; passages?: readonly EmbeddedPassage[] } = Object(given);
  const refuse = (what: string): never => {
    throw new EmbedError('invalid-input', `The vectors of text number ${index} cannot be stored: ${what}.`, {
      details: { index },
    });
  };
  if (typeof text !== 'string') return refuse(`the text is ${typeof text}, not a string`);
  if (passages === undefined) return refuse('its passages are undefined, not a list');
  return { hash: hashOf(text), passages: readPassages({ passages }, text, dimensions, refuse) };
}

/** The passages of a text, with vectors of length 1. */
export function readPassages(
  { vector, passages = vector === undefined ? [] : [{ start: 0, end: Number.NaN, vector }] }: GivenVectors,
  text: string,
  dimensions: number,
  refuse: Refuse,
): EmbeddedPassage[] {
  if (!Array.isArray(passages)) return refuse('its passages are not a list');
  return passages.map((given, i): EmbeddedPassage => {
    const { start, end = Number.NaN, vector }: Partial<EmbeddedPassage> = Object(given);
    const last = Number.isNaN(end) ? text.length : end;
    const isInside =
      Number.isInteger(start) && Number.isInteger(last) && Number(start) >= 0 && last <= text.length;
    if (start === undefined || !isInside || start > last)
      return refuse(`passage ${i} lies from ${start} to ${end} in a text of ${text.length} characters`);
    if (!vector || vector.length !== dimensions)
      return refuse(
        `the vector of passage ${i} has ${vector?.length ?? 'no'} numbers instead of ${dimensions}`,
      );
    if (!vector.every(Number.isFinite))
      return refuse(`the vector of passage ${i} has a number that is not finite`);
    return { start, end: last, vector: l2Normalize(vector) };
  });
}
