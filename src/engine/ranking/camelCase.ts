/** From here on characters are not ASCII. */
const FIRST_OTHER = 0x80;

function isLowerAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < FIRST_OTHER ? code >= 97 && code <= 122 : /\p{Ll}/u.test(text.charAt(at));
}

function isUpperAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < FIRST_OTHER ? code >= 65 && code <= 90 : /\p{Lu}/u.test(text.charAt(at));
}

/** A part beside an abbreviation is at least as long: siRNA and PDFs are one word, parseJSON and JSONParser two. */
const MIN_BESIDE_CAPITALS = 3;

/** Whether a part of a word that begins `from` ends at `at`. */
export function isHump(text: string, at: number, from: number, to: number): boolean {
  if (at === from || !isUpperAt(text, at)) return false;
  const isBeforeSmall = at + 1 < to && isLowerAt(text, at + 1);
  if (isLowerAt(text, at - 1)) return isBeforeSmall || at - from >= MIN_BESIDE_CAPITALS;
  const isEndOfCapitals = isBeforeSmall && at + 2 < to && isLowerAt(text, at + 2) && isUpperAt(text, at - 1);
  return isEndOfCapitals && at - from >= MIN_BESIDE_CAPITALS;
}
