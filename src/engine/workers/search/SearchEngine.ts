import type { NewDocument, SearchMessage, SearchOutput } from '../../rpc/searchProtocol.js';
import { DocumentTable } from './DocumentTable.js';
import { IndexedDocuments } from './IndexedDocuments.js';
import { IndexFiles } from './IndexFiles.js';
import { assertDimensions, IndexVectors } from './IndexVectors.js';
import type { Closest } from './maxPassageScore.js';
import { type PassageVectors, throwIfCancelled, type Wanted } from './PassageVectors.js';
import { countedRows, type RankedRows, type RankingInput, rankDocuments } from './rankDocuments.js';
import { type LexicalScores, scoreByWords, titledRows, wordCoverage } from './wordScores.js';

/** A query's vector that comes after the search has begun. */
export type GivenVector = Pick<SearchMessage, 'vector' | 'interim'> &
  Partial<Pick<SearchMessage, 'semanticWeight'>>;

/** What happens during a search in steps. */
export interface SearchSteps {
  /** The query's vector; undefined if there is none. */
  readonly vector: Promise<GivenVector | undefined>;
  readonly onWords: (found: SearchOutput) => void;
  readonly isCancelled: () => boolean;
}

/** An index in the search worker: its documents, its vectors, and the search over them. */
export class SearchEngine {
  readonly #table = new DocumentTable();
  readonly vectors = new IndexVectors(this.#table);
  readonly documents = new IndexedDocuments(this.#table, this.vectors);
  readonly files = new IndexFiles({ table: this.#table, documents: this.documents, vectors: this.vectors });
  readonly #searched = { table: this.#table, words: this.documents.words };
  /** Scores of a search that has ended, for the next one. */
  #spare: Float32Array<ArrayBuffer> | undefined;

  async search(input: SearchMessage, isCancelled: () => boolean): Promise<SearchOutput> {
    return this.documents.whileSearching(async () => {
      const words = this.#scoreByWords(input);
      const found = await this.#rank(input, words, isCancelled);
      this.#spare = words.lexical;
      return found;
    });
  }

  /** A hybrid search whose vector comes later: reports its hits by words first, and uses the words' scores again. */
  async searchInSteps(
    input: SearchMessage,
    { vector, onWords, isCancelled }: SearchSteps,
  ): Promise<SearchOutput> {
    const { documents } = this;
    let words = this.#scoreByWords(input);
    const { changes } = documents;
    const byWords = { ...input, mode: 'lexical' } as const;
    const early = await documents.whileSearching(() => this.#rank(byWords, words, isCancelled));
    onWords(early);
    const given = await vector;
    throwIfCancelled(isCancelled);
    if (!given) return early;
    const found = await documents.whileSearching(() => {
      if (changes !== documents.changes) words = this.#scoreByWords(input); // rows and scores are others now
      return this.#rank({ ...input, ...given }, words, isCancelled);
    });
    this.#spare = words.lexical;
    return found;
  }

  #scoreByWords(input: SearchMessage): LexicalScores {
    if (input.mode !== 'semantic' && !input.lexicalHits) this.documents.readWords();
    const spare = this.#spare;
    this.#spare = undefined;
    return scoreByWords(this.#searched, input, spare);
  }

  async #rank(input: SearchMessage, found: LexicalScores, isCancelled: () => boolean): Promise<SearchOutput> {
    const { vector, limit, interim } = input;
    const vectors = interim ? this.vectors.interim : this.vectors.own;
    const searched = this.#rowsWithoutSelection(input);
    const isAllowed = this.#among(searched);
    const documents = this.#table.rows;
    const closest = await closestDocuments(vectors, vector, { documents, limit, isAllowed, isCancelled });
    const backgroundSimilarity = vector && vectors?.backgroundSimilarity;
    const nullDistribution = vector && !interim && vectors && this.vectors.calibration?.of(vectors, searched);
    const { ranked, counted } = this.#ranked(input, {
      ...{ ...closest, isAllowed, documentAt: (row: number) => this.#table.at(row) },
      ...this.#byWords(input, found, isAllowed),
      ...(nullDistribution && { nullDistribution }),
    });
    const docIdAt = (row: number) => (this.#table.at(row) as NewDocument).docId; // what is found is here
    return {
      hits: ranked.hits.map(({ row, ...hit }) => ({ ...hit, docId: docIdAt(row) })),
      total: ranked.total,
      fusion: ranked.fusion,
      ...(counted && { counted: Uint32Array.from(counted, docIdAt) }),
      ...(backgroundSimilarity && { backgroundSimilarity }),
    };
  }

  /**
   * The rows to measure relevance among, all if undefined. Relevance is measured before facets are selected: a selection makes no
   * document more relevant, and no other one a hit.
   */
  #rowsWithoutSelection({ counted, allowed }: SearchMessage): Uint8Array | undefined {
    const searched = counted === 'all' ? undefined : (counted ?? allowed);
    return searched && this.#table.rowsOf(searched);
  }

  /** A test whether a row holds a document and is among `rows`. @param rows all, if undefined */
  #among(rows: Uint8Array | undefined): (row: number) => boolean {
    return (row) => this.#table.at(row) !== undefined && (!rows || rows[row] === 1);
  }

  /** The part of the ranking's input that comes from words. With another engine's hits there is no coverage. */
  #byWords(input: SearchMessage, { asked, ...found }: LexicalScores, isAllowed: (row: number) => boolean) {
    const { query, mode, lexicalHits } = input;
    return {
      ...found,
      functionWords: this.documents.words.functionWords,
      ...(!lexicalHits &&
        mode !== 'semantic' && { titles: titledRows(this.#searched, query, asked, isAllowed) }),
      ...(!lexicalHits && { coverageOf: wordCoverage(this.#searched, found.terms) }),
    };
  }

  /** The best documents. With facets, `counted` are the documents found without the selection, and hits are the selected ones of them. */
  #ranked(
    input: SearchMessage,
    evidence: RankingInput,
  ): { readonly ranked: RankedRows; readonly counted?: readonly number[] } {
    const { counted: wanted, allowed } = input;
    const whole = rankDocuments(input, evidence);
    if (!wanted) return { ranked: whole };
    const counted = countedRows(input, evidence, whole.scores);
    if (!allowed || wanted === allowed) return { ranked: { ...whole, total: counted.length }, counted };
    const [found, isChosen] = [new Set(counted), this.#among(this.#table.rowsOf(allowed))];
    const isAllowed = (row: number) => found.has(row) && isChosen(row);
    const ranked = rankDocuments({ ...input, ...NO_BOUNDS }, { ...evidence, isAllowed });
    return { ranked, counted };
  }
}

/** The documents have passed the bounds already: among fewer documents a title is lifted less, and is still found. */
const NO_BOUNDS = { minScore: Number.NEGATIVE_INFINITY, minRelevance: 0 };

async function closestDocuments(
  vectors: PassageVectors | undefined,
  vector: Float32Array | undefined,
  wanted: Wanted,
): Promise<Closest> {
  if (vector && vectors) {
    assertDimensions(vectors.dimensions, vector.length);
    return vectors.score(vector, wanted);
  }
  const scores = new Float32Array(wanted.documents).fill(Number.NaN);
  return { scores, passageOf: () => undefined, rescoreAll: () => false };
}
