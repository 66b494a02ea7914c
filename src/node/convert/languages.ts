import { EmbedError } from '../../engine/errors.js';

/** The file beside a tokenizer that tells which languages use each of its pieces. */
export const LANGUAGES_FILE = 'languages.json';

/** Which languages use each piece of a vocabulary. */
export interface PieceLanguages {
  readonly languages: readonly string[];
  /** A bit for each language, by the piece's id. */
  readonly masks: Uint16Array<ArrayBuffer>;
}

/** @throws {EmbedError} `invalid-input` for another file, or another vocabulary's. */
export function readLanguages(file: string, pieces: number): PieceLanguages {
  const { languages, pieces: base64 }: { languages?: unknown; pieces?: unknown } = JSON.parse(file);
  const bytes = Uint8Array.from(Buffer.from(String(base64), 'base64'));
  if (!Array.isArray(languages) || bytes.length !== 2 * pieces)
    throw new EmbedError('invalid-input', `${LANGUAGES_FILE} is not that of the model's tokenizer.json.`);
  return { languages: languages.map(String), masks: new Uint16Array(bytes.buffer) };
}

export function writeLanguages({ languages, masks }: PieceLanguages): string {
  const pieces = Buffer.from(masks.buffer).toString('base64');
  return `${JSON.stringify({ languages, pieces }, null, 2)}\n`;
}

/** The languages of these pieces, of those that are named. */
export function narrowed(
  { languages, masks }: PieceLanguages,
  ids: readonly number[],
  names: readonly string[],
): PieceLanguages {
  const left = languages.filter((language) => names.includes(language));
  const bits = left.map((language) => languages.indexOf(language));
  const maskOf = (id: number) =>
    bits.reduce((mask, bit, i) => mask | ((((masks[id] ?? 0) >> bit) & 1) << i), 0);
  return { languages: left, masks: Uint16Array.from(ids, maskOf) };
}

/** Letters of languages that are written in others than Latin ones, and those languages. */
const SCRIPTS: readonly (readonly [letters: RegExp, languages: readonly string[]])[] = [
  [/\p{Script=Han}|\p{Script=Bopomofo}/u, ['zh', 'ja']],
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, ['ja']],
  [/\p{Script=Cyrillic}/u, ['ru']],
];

/**
 * The ids of the pieces that texts in these languages use, in order. Pieces that no language is known to use, such as rare
 * characters and runs of them, are those of all languages of their script; numbers and signs are those of all.
 * @param pieces by id
 * @param specials ids that are taken whatever uses them
 */
export function idsForLanguages(
  pieces: readonly string[],
  { languages, masks }: PieceLanguages,
  names: readonly string[],
  specials: ReadonlySet<number>,
): number[] {
  const wanted = names.reduce((mask, name) => mask | (1 << languages.indexOf(name)), 0);
  const isWritten = (piece: string) =>
    SCRIPTS.every(([letters, users]) => !letters.test(piece) || users.some((user) => names.includes(user)));
  return pieces.flatMap((piece, id) => {
    const mask = masks[id] ?? 0;
    return specials.has(id) || mask & wanted || (mask === 0 && isWritten(piece)) ? [id] : [];
  });
}
