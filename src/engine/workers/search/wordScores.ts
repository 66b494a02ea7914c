import type { Bm25 } from '../../ranking/Bm25.js';
import { fold } from '../../ranking/fold.js';
import { type QueryTerm, queryTerms } from '../../ranking/queryTerms.js';
import { titleMatcher } from '../../ranking/titles.js';
import type { LexicalHits, NewDocument, SearchMessage } from '../../rpc/searchProtocol.js';
import type { DocumentTable } from './DocumentTable.js';
import type { RankingInput } from './rankDocuments.js';

/** Lexical scores, by row. */
export interface LexicalScores extends Pick<RankingInput, 'expectedScore' | 'terms'> {
  readonly lexical: Float32Array<ArrayBuffer>;
  /** The terms of the query before they are expanded. */
  readonly asked: readonly QueryTerm[];
}

/** Documents, and the words of those that are read, both by row. */
export interface Searched {
  readonly table: DocumentTable;
  readonly words: Bm25;
}

/** Scores all documents by BM25. @param spare scores of a search that has ended, to be written over */
export function scoreByWords(
  { table, words }: Searched,
  { query, mode, prefix, lexicalHits }: SearchMessage,
  spare: Float32Array<ArrayBuffer> | undefined,
): LexicalScores {
  const asked = lexicalHits ? lexicalHits.terms.map(wholeTerm) : queryTerms(query, prefix);
  const terms = lexicalHits ? asked : words.expand(asked);
  const lexical = table.blankScores(spare);
  const score = () =>
    lexicalHits ? takeScores(lexicalHits, table, lexical) : words.addScores(terms, lexical);
  return { asked, terms, lexical, expectedScore: mode === 'semantic' ? 0 : score() };
}

/** Writes the scores of another engine into `lexical`. @returns the best of them, as the expected score */
function takeScores(hits: LexicalHits, table: DocumentTable, lexical: Float32Array): number {
  for (const [i, docId] of hits.docIds.entries()) {
    const row = table.rowOf(docId);
    if (row !== undefined) lexical[row] = hits.scores[i] ?? 0;
  }
  return hits.scores.reduce((best, score) => Math.max(best, score), 0);
}

/** The rows of documents whose title is the query. */
export function titledRows(
  { table, words }: Searched,
  query: string,
  terms: readonly QueryTerm[],
  isAllowed: (row: number) => boolean,
): number[] {
  const isTitled = titleMatcher(query);
  return words
    .documentsWithRarest(terms)
    .filter((row) => isAllowed(row) && isTitled(table.at(row) as NewDocument)); // those allowed are there
}

/** A function from a row to the share of the query's words that its document contains; rare words count for more. */
export function wordCoverage(
  { table, words }: Searched,
  terms: readonly QueryTerm[],
): (row: number) => number {
  let shares: Float32Array | undefined;
  return (row) => {
    if (!shares) {
      shares = table.blankScores();
      words.addTermCoverage(terms, shares);
    }
    return Math.min(shares[row] as number, 1); // sums are rounded
  };
}

const wholeTerm = (word: string): QueryTerm => ({ term: fold(word), isPrefix: false });
