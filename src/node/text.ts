import { EmbedError } from '../engine/errors.js';

const LINE_FEED = 10;

/**
 * The text of a file in UTF-8, without a byte order mark.
 * @throws {EmbedError} `invalid-input` for bytes that are not UTF-8, with their line.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = invalidLine(bytes);
    if (line === undefined) throw cause; // it is longer than a string can be
    throw new EmbedError('invalid-input', `${name}:${line} is not UTF-8. Save the file as UTF-8.`, { cause });
  }
}

/** The first line that is not UTF-8, counted from 1: no byte of another character is a line feed. */
function invalidLine(bytes: Uint8Array): number | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let from = 0, line = 1; from < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, from);
    const to = end < 0 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to;
  }
  return undefined;
}
