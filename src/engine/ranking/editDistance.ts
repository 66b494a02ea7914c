/** More edits than are looked for. */
const TOO_FAR = 99;

/**
 * How many edits (a letter more, less, or another one, or two neighbors swapped) make one word of another, if they are `most` or
 * fewer; a large number otherwise.
 * @param isPrefix whether the rest of `other` does not count: then it is the distance to its closest beginning
 */
export function editDistance(word: string, other: string, most: number, isPrefix: boolean): number {
  const length = isPrefix ? Math.min(other.length, word.length + most) : other.length;
  if (length < word.length - most || length > word.length + most) return TOO_FAR;
  let [before, last, row] = [
    new Uint8Array(length + 1),
    new Uint8Array(length + 1),
    new Uint8Array(length + 1),
  ];
  for (let j = 0; j <= length; j += 1) last[j] = j;
  for (let i = 1; i <= word.length; i += 1) {
    row[0] = i;
    let best = i;
    for (let j = 1; j <= length; j += 1) {
      const isSame = word.charCodeAt(i - 1) === other.charCodeAt(j - 1);
      let cost = Math.min(
        (last[j - 1] as number) + (isSame ? 0 : 1),
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
      );
      if (i > 1 && j > 1 && isSwapped(word, i, other, j))
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      row[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > most) return TOO_FAR;
    [before, last, row] = [last, row, before];
  }
  const distance = isPrefix ? last.reduce((least, cost) => Math.min(least, cost), TOO_FAR) : last[length];
  return (distance as number) <= most ? (distance as number) : TOO_FAR;
}

function isSwapped(word: string, i: number, other: string, j: number): boolean {
  return (
    word.charCodeAt(i - 1) === other.charCodeAt(j - 2) && word.charCodeAt(i - 2) === other.charCodeAt(j - 1)
  );
}
