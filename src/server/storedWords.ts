import { countsOf } from '../engine/ranking/Bm25.js';
import type { Language } from '../engine/ranking/language.js';
import { MAX_COUNT } from '../engine/ranking/PostingLists.js';
import { loadLanguage } from '../engine/workers/search/loadLanguage.js';

/** The words of a text, as they are stored. */
export interface StoredWords {
  /** How often each stands in it. */
  readonly counts: ReadonlyMap<string, number>;
  /** How many words it has, without stop words. */
  readonly length: number;
  /** The different stems of all words; none without a language. */
  readonly stems: readonly string[];
}

export function wordsOf(text: string, language: Language | undefined): StoredWords {
  const counts = countsOf(text);
  let length = 0;
  for (const [word, count] of counts)
    length += language?.stopWords.has(word) ? Math.max(count - MAX_COUNT, 0) : count; // as in the browser
  const stems = language ? [...new Set(Array.from(counts.keys(), language.stem))] : [];
  return { counts, length, stems };
}

const known = new Map<string, Promise<Language | undefined>>();

/** The language of an index by its tag; undefined where the library knows none of that tag. */
export function languageOf(tag: string | null | undefined): Promise<Language | undefined> {
  if (!tag) return Promise.resolve(undefined);
  const [name = ''] = tag.toLowerCase().split(/[-_]/);
  const loading = known.get(name) ?? loadLanguage(name);
  known.set(name, loading);
  loading.catch(() => known.delete(name)); // the next one tries again
  return loading;
}
