// Texts that took engines or this library a time that grows with the square of their length.

/** How much of a text a user may paste and still wait less than a second, in UTF-16 units. */
export const HOSTILE_LENGTH = 300_000;

/**
 * One text of each shape.
 * @param {number} [length] in UTF-16 units
 * @returns {Record<string, string>}
 */
export function hostileTexts(length = HOSTILE_LENGTH) {
  const repeat = (/** @type {string} */ part) =>
    part.repeat(Math.ceil(length / part.length)).slice(0, length);
  return {
    'marks in a row': `a${repeat('\u0301').slice(1)}`,
    'marks of two classes': `a${repeat('\u0301\u0323').slice(1)}`,
    'marks beyond the basic plane': `a${repeat('\u{1d165}\u{1d16d}').slice(2)}`,
    'marks that combine': repeat('\u0f71\u0f72'),
    'a letter and marks': repeat('e\u0323\u0301'),
    'letters in a row': repeat('a'),
    'Chinese without spaces': repeat('你好世界'),
    'Thai without spaces': repeat('ภาษาไทยง่าย'),
    'one Thai letter': repeat('ก'),
    'Katakana without spaces': repeat('カ'),
    'Burmese without spaces': repeat('က'),
    'Chinese with marks': repeat('你\u0301'),
    'Hangul jamo': repeat('\u1100\u1161\u11a8'),
    'characters that decompose into many': repeat('\ufdfa'),
    'halves of characters': repeat('\ud800'),
    'joined emoji': repeat('👨\u200d'),
    punctuation: repeat('!'),
    'different words': Array.from({ length: length / 6 }, (_, i) => i.toString(36).padStart(5, 'x')).join(
      ' ',
    ),
  };
}

/**
 * How long the processor works on something: unlike a clock it does not count what else the machine does.
 * @param {() => unknown} work
 * @returns {number} seconds
 */
export function processorSeconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
