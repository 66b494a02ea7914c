import type { Language } from '../engine/ranking/language.js';
import type { QueryTerm } from '../engine/ranking/queryTerms.js';
import { expandTerms, partsOf } from '../engine/ranking/queryWords.js';
import type { FieldFilter } from '../engine/search/filterTypes.js';
import { goesOn, Parameters, passing } from './conditions.js';
import { type KnownWord, wordsOfQuery } from './knownWords.js';
import type { ClientLike } from './pool.js';

// What words of a query are looked for, besides themselves: the same as in the browser, but no words that are spelled almost
// as they are.

/** What a query's terms are looked up in. */
interface ExpandInput {
  readonly schema: string;
  /** What the index knows of the terms. */
  readonly known: readonly KnownWord[];
  readonly language: Language | undefined;
  /** Whether a word is in a text is told of these alone, where they are given. */
  readonly visible: FieldFilter | undefined;
}

/** The terms that are searched, with their other forms, without stop words, in two words or in one. */
export async function expandQuery(
  client: ClientLike,
  terms: readonly QueryTerm[],
  input: ExpandInput,
): Promise<readonly QueryTerm[]> {
  if (terms.length === 0) return terms;
  const { language, known } = input;
  const words = wordsOfQuery(terms);
  const counts = new Map(known.map(({ term, documents }) => [term, documents]));
  const formsOf = (word: string) => {
    const stem = language?.stem(word);
    return stem === undefined ? [] : known.flatMap((other) => (other.stem === stem ? other.term : []));
  };
  const splittable = words.filter((word) =>
    partsOf(word).some((pair) => pair.every((part) => counts.has(part))),
  );
  const doubtful = splittable.flatMap((word) => [word, ...formsOf(word), ...partsOf(word).flat()]);
  if (input.visible && doubtful.length > 0)
    for (const [word, count] of await visibleCounts(client, input, input.visible, doubtful))
      counts.set(word, count);
  const open = terms.find(({ term, isPrefix }) => isPrefix && splittable.includes(term))?.term;
  const goesOn = open !== undefined && (await hasPrefix(client, input, open));
  return expandTerms(terms, {
    vocabulary: { formsOf, near: () => [] },
    language,
    documentFrequency: (word) => counts.get(word) ?? 0,
    hasPrefix: () => goesOn,
  });
}

/** Postings `p` of a word `t` that lie in items that may be seen. `offset 0`: word by word, whatever the planner guesses. */
function postings(schema: string, parameters: Parameters, visible: FieldFilter, limit = ''): string {
  return `lateral (select p.number from ${schema}.postings p join ${schema}.items i using (number)
    where p.term = t.term ${passing(parameters, visible)} offset 0 ${limit}) p`;
}

/** In how many items that may be seen each word is. */
async function visibleCounts(
  client: ClientLike,
  { schema }: ExpandInput,
  visible: FieldFilter,
  words: readonly string[],
): Promise<readonly [string, number][]> {
  const parameters = new Parameters();
  const asked = parameters.add([...new Set(words)], 'text[]');
  const { rows } = await client.query(
    `select t.term, count(p.number)::int as documents
     from unnest(${asked}) t (term) left join ${postings(schema, parameters, visible)} on true group by t.term`,
    parameters.values,
  );
  return rows.map(({ term, documents }) => [term, documents]);
}

/** Whether a word of an item that may be seen begins with these letters and goes on. */
async function hasPrefix(
  client: ClientLike,
  { schema, visible }: ExpandInput,
  prefix: string,
): Promise<boolean> {
  const parameters = new Parameters();
  const given = parameters.add(prefix, 'text');
  const seen = visible ? `, ${postings(schema, parameters, visible, 'limit 1')}` : '';
  const { rows } = await client.query(
    `select exists (select from ${schema}.terms t${seen}
       where ${goesOn('t.term', given)}) as goes_on`,
    parameters.values,
  );
  return rows[0].goes_on;
}
