// Typos, as people make them: a letter less, one more, another one, or two swapped.

/** Words of a query that say little: a typo is made in others. */
const FUNCTION_WORDS = new Set(
  'what which when where that this these those with from have been were does into than then them they their there about such also only some very more most must will would could should being other between during through'.split(
    ' ',
  ),
);
const MIN_LENGTH = 4;
const LETTERS = 26;
const FIRST_LETTER = 97;

/**
 * A query with one typo in one of its words of four letters or more.
 * @param {string} query
 * @param {(below: number) => number} random
 * @returns {string | undefined} `undefined` if it has no such word
 */
export function withTypo(query, random) {
  const words = [...query.matchAll(/\b[A-Za-z]+\b/g)].filter(
    ({ 0: word }) => word.length >= MIN_LENGTH && !FUNCTION_WORDS.has(word.toLowerCase()),
  );
  const chosen = words[random(words.length)];
  if (!chosen) return undefined;
  const { 0: word, index } = chosen;
  let misspelt = word;
  while (misspelt.toLowerCase() === word.toLowerCase()) misspelt = misspell(word, random);
  return query.slice(0, index) + misspelt + query.slice(index + word.length);
}

/**
 * @param {string} word
 * @param {(below: number) => number} random
 */
function misspell(word, random) {
  const at = random(word.length - 1);
  const letter = String.fromCharCode(FIRST_LETTER + random(LETTERS));
  const [before, here, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
  const ways = [
    () => `${before}${next}${after}`,
    () => `${before}${here}${letter}${next}${after}`,
    () => `${before}${letter}${next}${after}`,
    () => `${before}${next}${here}${after}`,
  ];
  return /** @type {() => string} */ (ways[random(ways.length)])();
}
