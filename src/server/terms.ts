import type { Language } from '../engine/ranking/language.js';
import { copyRows } from './copyRows.js';
import type { ClientLike } from './pool.js';
import type { StoredWords } from './storedWords.js';

// In how many documents each word is, and each stem: what a lexical search is planned by.

const TERMS_PER_BATCH = 20_000;

/** Counts the words of all postings, after a load. */
export async function countTerms(
  client: ClientLike,
  schema: string,
  language: Language | undefined,
): Promise<void> {
  const counted = `select term, count(*)::int as documents from ${schema}.postings group by term`;
  if (!language) {
    await client.query(`insert into ${schema}.terms (term, documents) ${counted}`);
    return;
  }
  await client.query(`begin; declare counted no scroll cursor for ${counted}`);
  while (true) {
    const { rows } = await client.query(`fetch ${TERMS_PER_BATCH} from counted`);
    if (rows.length === 0) break;
    await copyRows(
      client,
      `${schema}.terms (term, stem, documents)`,
      rows.map(({ term, documents }) => [term, language.stem(term), documents]),
    );
  }
  await client.query('commit');
  await client.query(
    `insert into ${schema}.stems (stem, documents)
     select t.stem, count(distinct p.number) from ${schema}.postings p join ${schema}.terms t using (term) group by t.stem`,
  );
}

/** Counts the words of documents that come in. */
export async function addTerms(
  client: ClientLike,
  schema: string,
  documents: readonly StoredWords[],
  language: Language | undefined,
): Promise<void> {
  const terms = documents.flatMap(({ counts }) => [...counts.keys()]);
  await client.query(
    `insert into ${schema}.terms as known (term, stem, documents)
     select term, stem, count(*) from unnest($1::text[], $2::text[]) given (term, stem) group by term, stem
     on conflict (term) do update set documents = known.documents + excluded.documents`,
    [terms, terms.map((term) => language?.stem(term) ?? null)],
  );
  await client.query(
    `insert into ${schema}.stems as known (stem, documents)
     select stem, count(*) from unnest($1::text[]) stem group by stem
     on conflict (stem) do update set documents = known.documents + excluded.documents`,
    [documents.flatMap(({ stems }) => stems)],
  );
}

/** Takes the words of documents that go out of the counts. */
export async function removeTerms(
  client: ClientLike,
  schema: string,
  documents: readonly StoredWords[],
): Promise<void> {
  const gone = {
    term: documents.flatMap(({ counts }) => [...counts.keys()]),
    stem: documents.flatMap(({ stems }) => stems),
  };
  for (const [key, words] of Object.entries(gone)) {
    await client.query(
      `update ${schema}.${key}s known set documents = known.documents - gone.documents
       from (select ${key}, count(*) as documents from unnest($1::text[]) ${key} group by ${key}) gone
       where known.${key} = gone.${key}`,
      [words],
    );
    await client.query(`delete from ${schema}.${key}s where ${key} = any($1::text[]) and documents <= 0`, [
      words,
    ]);
  }
}
