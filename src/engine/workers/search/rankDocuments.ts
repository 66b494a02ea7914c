import {
  bestOf,
  lexicalScores,
  ranksOf,
  reciprocalRanks,
  type Scores,
  weightedMean,
} from '../../ranking/fusion.js';
import { matchOffsets } from '../../ranking/matchOffsets.js';
import type { QueryTerm } from '../../ranking/queryTerms.js';
import { levelOfRelevance, type NullDistribution, shareBelow } from '../../ranking/relevance.js';
import type { NewDocument, SearchMessage, SearchOutput } from '../../rpc/searchProtocol.js';
import type { FieldMatches, HitBase } from '../../search/resultTypes.js';
import { type Heading, headingsAt, headingsOf } from '../../utils/headings.js';
import type { Closest } from './maxPassageScore.js';

/** Scores of all rows, and what else documents are ranked by. */
export interface RankingInput extends Closest {
  /** 0 where no word matches, NaN where there is no row. */
  readonly lexical: Scores;
  /** The lexical score of a document of average length with each term once (`Bm25.addScores`): the measure of lexical scores. */
  readonly expectedScore: number;
  readonly terms: readonly QueryTerm[];
  /** Words that are never marked as matches. */
  readonly functionWords?: ReadonlySet<string>;
  /** The best cosines of unrelated queries; undefined before calibration. */
  readonly nullDistribution?: NullDistribution;
  /** The share of the query's words that a row has. */
  readonly coverageOf?: (row: number) => number;
  /** Documents whose title is the query: each is among the first three. */
  readonly titles?: readonly number[];
  readonly isAllowed: (row: number) => boolean;
  /** The document in a row; undefined in an empty row. */
  readonly documentAt: (row: number) => Pick<NewDocument, 'text' | 'fields'> | undefined;
}

/** A document that was found, by its row in the table of documents. */
export interface RowHit extends HitBase {
  readonly row: number;
}

/** What was found, by row. */
export interface RankedRows extends Omit<SearchOutput, 'hits'> {
  readonly hits: readonly RowHit[];
  /** The score of each row. */
  readonly scores: Scores;
}

/** The best documents as hits. */
export function rankDocuments(input: SearchMessage, evidence: RankingInput): RankedRows {
  const shares =
    input.mode === 'semantic' ? evidence.lexical : lexicalScores(evidence.lexical, evidence.expectedScore);
  const approximate = rank(input, evidence, shares);
  // int8 cosines of lexical hits are approximate, so the candidates are scored again in float32.
  const candidates = bestOf(approximate.scores, 2 * input.limit, evidence.isAllowed);
  const { scores, fusion } = evidence.rescoreAll(candidates) ? rank(input, evidence, shares) : approximate;
  liftTitles(scores, evidence);
  const passes = isFound(input, scores, evidence);
  const hits = hitsOf(bestOf(scores, input.limit, passes), scores, evidence);
  const total = hits.length < input.limit ? hits.length : countOf(scores, passes);
  return { hits, total, fusion, scores };
}

/**
 * The rows whose facets are counted: those that pass the bounds. Without bounds each is found by meaning; then those that have a
 * word of the query, are relevant, or are the best ones.
 */
export function countedRows(input: SearchMessage, evidence: RankingInput, scores: Scores): number[] {
  const { mode, vector, minScore, minRelevance = 0, limit } = input;
  const passes = isFound(input, scores, evidence);
  const isBounded = mode === 'lexical' || !vector || minScore > Number.NEGATIVE_INFINITY || minRelevance > 0;
  const best = new Set(isBounded ? [] : bestOf(scores, limit, passes));
  const isHit = (row: number) =>
    isBounded ||
    best.has(row) ||
    (evidence.lexical[row] as number) > 0 ||
    levelOfRelevance(relevanceOf(row, evidence) ?? 0) !== 'low';
  const found: number[] = [];
  for (let row = 0; row < scores.length; row += 1)
    if (!Number.isNaN(scores[row] as number) && passes(row) && isHit(row)) found.push(row);
  return found;
}

/** A test whether a row passes the bounds that the caller sets. */
function isFound(
  { minScore, minRelevance = 0 }: SearchMessage,
  scores: Scores,
  evidence: RankingInput,
): (row: number) => boolean {
  const isRelevant = (row: number) => (relevanceOf(row, evidence) ?? 1) >= minRelevance;
  return (row) =>
    evidence.isAllowed(row) && (scores[row] as number) >= minScore && (minRelevance <= 0 || isRelevant(row));
}

/** How many documents have a score and pass the bounds. */
function countOf(scores: Scores, passes: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < scores.length; row += 1)
    if (!Number.isNaN(scores[row] as number) && passes(row)) count += 1;
  return count;
}

function rank(
  { mode, semanticWeight, fusion, vector }: SearchMessage,
  { scores: semantic, isAllowed }: RankingInput,
  shares: Scores,
): { scores: Scores; fusion: SearchOutput['fusion'] } {
  if (mode === 'semantic') return { scores: semantic, fusion: 'none' };
  if (mode === 'lexical' || !vector) return { scores: shares, fusion: 'none' };
  if (fusion === 'weighted-mean') return { scores: weightedMean(semantic, shares, semanticWeight), fusion };
  return { scores: reciprocalRanks(semantic, shares, semanticWeight, isAllowed), fusion };
}

/** A document whose title is the query is lifted among this many first hits. */
const TITLE_ROWS = 3;
/** Larger than the rounding error between two float32 scores. */
const EPSILON = 1e-6;

/** Gives documents whose title is the query a score a little above that of the third of the others. */
function liftTitles(scores: Scores, { titles = [], isAllowed }: RankingInput): void {
  const own = new Set(titles.filter(isAllowed));
  if (own.size === 0) return;
  const others = bestOf(scores, TITLE_ROWS, (row) => isAllowed(row) && !own.has(row));
  const third = others[TITLE_ROWS - 1];
  if (third === undefined) return;
  const least = (scores[third] as number) + EPSILON;
  for (const title of own) if (!((scores[title] as number) > least)) scores[title] = least;
}

/** The relevance by meaning or by words, whichever is higher. */
function relevanceOf(
  row: number,
  { scores, lexical, nullDistribution, coverageOf }: RankingInput,
): number | undefined {
  const cosine = scores[row] as number;
  if (!nullDistribution || Number.isNaN(cosine)) return undefined;
  const byWords = (lexical[row] as number) > 0 ? (coverageOf?.(row) ?? 0) : 0;
  return Math.max(shareBelow(cosine, nullDistribution), byWords);
}

/** The ranks of a hit by meaning and by words. */
type Ranks = Pick<HitBase, 'semanticRank' | 'lexicalRank'>;

function hitsOf(rows: readonly number[], scores: Scores, evidence: RankingInput): RowHit[] {
  const { scores: semantic, lexical, isAllowed } = evidence;
  const withWords = rows.filter((row) => (lexical[row] as number) > 0);
  const byMeaning = ranksOf(semantic, rows, isAllowed);
  const byWords = new Map(ranksOf(lexical, withWords, isAllowed).map((rank, i) => [withWords[i], rank]));
  return rows.map((row, i) => {
    const [semanticRank, lexicalRank] = [byMeaning[i], byWords.get(row)];
    const ranks = {
      ...(semanticRank !== undefined && { semanticRank }),
      ...(lexicalRank !== undefined && { lexicalRank }),
    };
    return hitOf(row, scores, ranks, evidence);
  });
}

function hitOf(row: number, scores: Scores, ranks: Ranks, evidence: RankingInput): RowHit {
  const { scores: semantic, passageOf, lexical, terms, functionWords, documentAt } = evidence;
  const cosine = semantic[row] as number;
  const relevance = relevanceOf(row, evidence);
  const bm25 = lexical[row] as number;
  const closest = passageOf(row);
  const passage = closest && closest.end > closest.start ? closest : undefined; // else it lies in a field
  const known = documentAt(row) ?? NO_DOCUMENT;
  const { text, fields = [] } = known;
  const matchesIn = (part: string) => ({
    matches: bm25 > 0 ? matchOffsets(part, terms, functionWords) : [],
    textLength: part.length,
  });
  return {
    row,
    score: scores[row] as number,
    ...ranks,
    ...(!Number.isNaN(cosine) && { cosine }),
    ...(bm25 > 0 && { bm25 }),
    ...(relevance !== undefined && { relevance }),
    ...(passage && { passage }),
    ...(passage && headingsOver(known, passage.start)),
    ...matchesIn(text),
    ...(fields.length > 0 && { fields: fieldsOf(fields, matchesIn) }),
  };
}

const NO_DOCUMENT: Pick<NewDocument, 'text' | 'fields'> = { text: '' };

/** The headings of documents that were found: they are read once, and not with each key. */
const knownHeadings = new WeakMap<object, readonly Heading[]>();

function headingsOver(document: Pick<NewDocument, 'text'>, offset: number): Pick<HitBase, 'headings'> {
  const all = knownHeadings.get(document) ?? headingsOf(document.text);
  knownHeadings.set(document, all);
  const headings = headingsAt(all, offset).map((heading) => heading.text);
  return headings.length > 0 ? { headings } : {};
}

function fieldsOf(
  fields: NonNullable<NewDocument['fields']>,
  matchesIn: (text: string) => FieldMatches,
): Readonly<Record<string, FieldMatches>> {
  return Object.fromEntries(fields.map(({ name, text }) => [name, matchesIn(text)]));
}
