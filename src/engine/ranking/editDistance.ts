/** Words of more UTF-16 units are not compared: a number has so many bits. */
export const MAX_EDIT_LENGTH = 31;

/** More edits than are looked for. */
const TOO_FAR = 99;
const FIRST_OTHER = 0x80;

/**
 * How many edits (a letter more, less, or another one, or two neighbors swapped) make one word of another, if they are `most` or
 * fewer; a large number otherwise.
 */
export type EditDistance = (other: string, most: number) => number;

/**
 * Measures words against one word, whole columns of the usual table at once in the bits of a number (Hyyrö, 2003): a column says
 * for each letter of the word whether the distance grows or falls there.
 * @param word of {@link MAX_EDIT_LENGTH} UTF-16 units at most
 */
export function editDistanceFrom(word: string): EditDistance {
  const maskOf = letterMasks(word);
  const last = 1 << (word.length - 1);
  return (other, most) => {
    const { length } = other;
    if (length < word.length - most || length > word.length + most) return TOO_FAR;
    let [grows, falls, same, before] = [-1, 0, 0, 0];
    let distance = word.length;
    for (let j = 0; j < length; j += 1) {
      const mask = maskOf(other.charCodeAt(j));
      const swapped = ((~same & mask) << 1) & before;
      same = (((mask & grows) + grows) ^ grows) | mask | falls | swapped;
      const more = falls | ~(same | grows);
      const fewer = same & grows;
      if ((more & last) !== 0) distance += 1;
      else if ((fewer & last) !== 0) distance -= 1;
      // Each letter that is left may bring it down by one.
      if (distance - (length - 1 - j) > most) return TOO_FAR;
      const moreShifted = (more << 1) | 1;
      grows = (fewer << 1) | ~(same | moreShifted);
      falls = moreShifted & same;
      before = mask;
    }
    return distance <= most ? distance : TOO_FAR;
  };
}

/** Gives for a letter the positions at which a word has it, as bits. */
function letterMasks(word: string): (letter: number) => number {
  const plain = new Int32Array(FIRST_OTHER);
  const others = new Map<number, number>();
  for (let i = 0; i < word.length; i += 1) {
    const letter = word.charCodeAt(i);
    if (letter < FIRST_OTHER) (plain[letter] as number) |= 1 << i;
    else others.set(letter, (others.get(letter) ?? 0) | (1 << i));
  }
  return (letter) => (letter < FIRST_OTHER ? (plain[letter] as number) : (others.get(letter) ?? 0));
}
