/** A word of a text: as it is compared, and where it stands, in UTF-16 units. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Scripts that are written without spaces between words: their words come from a dictionary of the browser's. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;
const ACCENTS = /[\u0300-\u036f]/g;

let segmenter: Intl.Segmenter | undefined;

/** The words of a text, in order. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (UNSPACED.test(word)) terms.push(...segmentTerms(word, index));
    else terms.push({ term: fold(word), start: index, end: index + word.length });
  }
  return terms;
}

function segmentTerms(text: string, offset: number): Term[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  return Array.from(segmenter.segment(text), ({ segment, index }) => ({
    term: fold(segment),
    start: offset + index,
    end: offset + index + segment.length,
  }));
}

/** A word as it is compared: compatible forms (NFKC), case and the accents of European scripts do not count. */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  return word.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
}

const PLAIN = /^[a-z0-9]*$/;
