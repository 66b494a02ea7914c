import { fold } from './fold.js';
import { termsOf } from './tokenize.js';
import type { Stem } from './Vocabulary.js';

/** A stemmer and the stop words of a language, as a package has them. */
export interface LanguageModule {
  readonly stemmer: (word: string) => string;
  readonly stopwords: readonly string[];
  /** Words of many questions. */
  readonly commonWords?: readonly string[];
}

/** What is known of the words of a language. */
export interface Language {
  readonly stem: Stem;
  /** Words that say nothing of what a text is about, folded. */
  readonly stopWords: ReadonlySet<string>;
  /** Whether a word is one of everyday language: no other one is meant by it, though no text may have it. */
  readonly isCommon: (word: string) => boolean;
}

/**
 * Words are compared without their accents, by which some stemmers know the endings of words: these are put back. Which words
 * have one stem is all that matters.
 */
const ENDINGS: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  es: [[/cion$/, 'ción']],
  pt: [
    [/cao$/, 'ção'],
    [/coes$/, 'ções'],
  ],
  ...Object.fromEntries(['ru', 'uk', 'bg'].map((name) => [name, [[/(?<=[аеёиіоуыэюя])и$/, 'й']]])),
};

/** Elided forms ("it's", "l'on") are several words here. */
export function toLanguage(name: string, { stemmer, stopwords, commonWords = [] }: LanguageModule): Language {
  const endings = ENDINGS[name] ?? [];
  const stopWords = new Set(stopwords.flatMap((word) => termsOf(word).map(({ term }) => term)));
  const stem = (word: string) =>
    fold(stemmer(endings.reduce((form, [from, to]) => form.replace(from, to), word)));
  const common = new Set(commonWords.map(stem));
  return { stem, stopWords, isCommon: (word) => stopWords.has(word) || common.has(stem(word)) };
}
