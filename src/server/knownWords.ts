import { MAX_COMPLETIONS } from '../engine/ranking/Bm25.js';
import type { Language } from '../engine/ranking/language.js';
import type { QueryTerm } from '../engine/ranking/queryTerms.js';
import { neighborsOf, partsOf } from '../engine/ranking/queryWords.js';
import { goesOn, Parameters } from './conditions.js';
import type { ClientLike } from './pool.js';

/** A word that some document has. */
export interface KnownWord {
  readonly term: string;
  readonly stem: string | null;
  /** In how many documents it is. */
  readonly documents: number;
}

/** What an index knows of the words of a query. */
export interface KnownWords {
  /** Those of the query, those of the same stems, and what the words may be in two or in one. */
  readonly words: readonly KnownWord[];
  /** In how many documents any word of a stem is. */
  readonly stems: ReadonlyMap<string, number>;
  /** What the last word may become, and in how many documents that is; the most frequent ones first. */
  readonly completions: ReadonlyMap<string, number>;
}

const NOTHING: KnownWords = { words: [], stems: new Map(), completions: new Map() };

/** Words of a query in their own form: what the others are derived from. */
export const wordsOfQuery = (terms: readonly QueryTerm[]): string[] =>
  terms.flatMap(({ term, isForm }) => (isForm ? [] : [term]));

const completionsOf = (schema: string, prefix: string) => `(
  select 'completion', term, null, documents from ${schema}.terms
  where ${goesOn('term', prefix)}
  order by documents desc, term limit ${MAX_COMPLETIONS})`;

/** Looks all words up at once. @param completes whether the last word may become others */
export async function readKnownWords(
  client: ClientLike,
  schema: string,
  terms: readonly QueryTerm[],
  { language, completes }: { readonly language: Language | undefined; readonly completes: boolean },
): Promise<KnownWords> {
  if (terms.length === 0) return NOTHING;
  const words = wordsOfQuery(terms);
  const all = [...terms.map(({ term }) => term), ...neighborsOf(words), ...words.flatMap(partsOf).flat()];
  const prefix = completes ? terms.find(({ isPrefix }) => isPrefix)?.term : undefined;
  const parameters = new Parameters();
  const asked = parameters.add([...new Set(all)], 'text[]');
  const stems = language && parameters.add(words.map(language.stem), 'text[]');
  const { rows } = await client.query(
    [
      `select 'word' as kind, term as word, stem, documents from ${schema}.terms
       where term = any(${asked})${stems ? ` or stem = any(${stems})` : ''}`,
      ...(stems
        ? [`select 'stem', stem, null, documents from ${schema}.stems where stem = any(${stems})`]
        : []),
      ...(prefix === undefined ? [] : [completionsOf(schema, parameters.add(prefix, 'text'))]),
    ].join(' union all '),
    parameters.values,
  );
  const found = (kind: string) => rows.filter((row) => row.kind === kind);
  const counts = (kind: string) =>
    new Map<string, number>(found(kind).map(({ word, documents }) => [word, documents]));
  return {
    words: found('word').map(({ word, stem, documents }) => ({ term: word, stem, documents })),
    stems: counts('stem'),
    completions: counts('completion'),
  };
}
