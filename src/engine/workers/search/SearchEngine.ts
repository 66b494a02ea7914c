import { EmbedError } from '../../errors.js';
import { l2NormalizeRows } from '../../math/l2.js';
import { Bm25 } from '../../ranking/bm25.js';
import { GONE } from '../../ranking/documentSlots.js';
import { fold } from '../../ranking/fold.js';
import type { Language } from '../../ranking/language.js';
import { type QueryTerm, queryTerms } from '../../ranking/queryTerms.js';
import { titleMatcher } from '../../ranking/titles.js';
import type {
  LexicalHits,
  NewDocument,
  NewVectors,
  PersistOptions,
  Precision,
  SearchInput,
  SearchMethods,
  SearchOutput,
} from '../../rpc/searchProtocol.js';
import { joined, type StoredVectors } from '../../storage/vectorPage.js';
import { areEmbeddedAlike, embeddedLead, embeddedText } from '../../utils/embeddedText.js';
import { Calibration } from './Calibration.js';
import { DocumentTable } from './documentTable.js';
import { digestsOf, IndexImport } from './indexImport.js';
import type { IndexFile } from './indexTables.js';
import type { Closest } from './maxPassageScore.js';
import { PassageVectors, throwIfCancelled, type Wanted } from './passageVectors.js';
import { countedRows, type RankedRows, type RankingInput, rankDocuments } from './rankDocuments.js';
import { readIndexFile } from './readIndexFile.js';
import { VectorStore } from './vectorStore.js';
import { writeIndexFile } from './writeIndexFile.js';

/** What a search by words has found, by row. */
interface LexicalScores extends Pick<RankingInput, 'whole' | 'terms'> {
  readonly lexical: Float32Array<ArrayBuffer>;
  /** The terms of the query as they stand there. */
  readonly asked: readonly QueryTerm[];
}

/** A query's vector that comes later. */
export type GivenVector = Pick<SearchInput, 'vector' | 'interim'> & Partial<Pick<SearchInput, 'weight'>>;

/** What happens during a search in steps. */
export interface SearchSteps {
  /** The query's vector; undefined if there is none. */
  readonly vector: Promise<GivenVector | undefined>;
  readonly onWords: (found: SearchOutput) => void;
  readonly isCancelled: () => boolean;
}

/** What is searched: documents by number, their words, and the vectors of their passages. */
export class SearchEngine {
  readonly #documents = new DocumentTable();
  readonly #words = new Bm25();
  /** The numbers of documents whose words are not in the index yet. */
  readonly #unread = new Set<number>();
  #vectors: PassageVectors | undefined;
  /** Of a small model, until those of the index's own are whole. */
  #interim: PassageVectors | undefined;
  #store: VectorStore | undefined;
  #calibration: Calibration | undefined;
  #indexImport: IndexImport | undefined;
  #shape: Pick<PersistOptions, 'dimensions' | 'precision'> = { dimensions: 0, precision: 'auto' };
  /** Searches that go on: rows stay as they are until none does. */
  #searches = 0;
  /** Scores of a search that has ended, for the next one. */
  #spare: Float32Array<ArrayBuffer> | undefined;
  /** Grows with each change of documents, of their rows, and of the words that are read. */
  #changes = 0;

  /** Puts documents here, or in the place of those with their numbers. A vector stays as long as its text does. */
  put(documents: readonly NewDocument[], indexWords: boolean): void {
    this.#changes += 1;
    this.#forgetWords(documents.map(({ docId }) => docId));
    for (const put of documents) {
      const { docId } = put;
      const old = this.#documents.get(docId);
      const row = this.#documents.put(put);
      if (!areEmbeddedAlike(old, put)) this.#removeVectors(row);
      if (indexWords) this.#unread.add(docId);
    }
    this.#compactRows();
  }

  /** The language of all texts, once it is loaded. */
  set language(language: Language | undefined) {
    this.#changes += 1;
    this.#words.language = language;
  }

  /** Reads the words of some documents, or of all. @returns whether there are more */
  readWords(count = Number.POSITIVE_INFINITY): boolean {
    if (this.#unread.size > 0) this.#changes += 1;
    let read = 0;
    for (const docId of this.#unread) {
      if (read === count) return true;
      const { text, fields } = this.#documents.get(docId) as NewDocument; // those that are removed are not in it
      this.#words.add(this.#documents.rowOf(docId) as number, text, fields);
      this.#unread.delete(docId);
      read += 1;
    }
    return this.#words.prepare(count);
  }

  remove(docIds: readonly number[]): void {
    this.#changes += 1;
    this.#forgetWords(docIds);
    for (const docId of docIds) {
      const row = this.#documents.remove(docId);
      if (row !== undefined) this.#removeVectors(row);
    }
    this.#compactRows();
  }

  #removeVectors(row: number): void {
    this.#vectors?.remove(row);
    this.#interim?.remove(row);
  }

  /** The words of these documents: those that are read leave their traces until `sweepWords`. */
  #forgetWords(docIds: readonly number[]): void {
    for (const docId of docIds) this.#unread.delete(docId);
    this.#words.remove(docIds.flatMap((docId) => this.#documents.rowOf(docId) ?? []));
  }

  /** Takes words of documents that are not here any more out of the index, about so many. @returns whether there are more */
  sweepWords(count: number): boolean {
    return this.#words.sweep(count);
  }

  /** Documents that have gone leave gaps, which a search would read. */
  #compactRows(): void {
    if (this.#searches > 0) return; // they know documents by their rows
    const newRows = this.#documents.compact();
    if (newRows) {
      this.#changes += 1;
      this.#words.renumber(newRows);
      this.#vectors?.renumber(newRows);
      this.#interim?.renumber(newRows);
    }
    this.#vectors?.compact();
    this.#interim?.compact();
  }

  /** Opens a file, to adopt what it holds. @returns what is in it */
  async open(bytes: Uint8Array): Promise<IndexImport> {
    this.#indexImport = new IndexImport(await readIndexFile(bytes));
    return this.#indexImport;
  }

  /** Puts items of the open file, `from` one on. @returns those whose texts are the file's, so that its vectors are theirs */
  adopt(from: number, documents: readonly NewDocument[], precision: Precision): number[] {
    const indexImport = this.#openFile();
    this.put(documents, false);
    const imported: number[] = [];
    for (const [i, document] of documents.entries()) {
      const stored = indexImport.take(from + i, document);
      if (!stored) continue;
      this.#vectors ??= new PassageVectors(indexImport.file.dimensions, precision);
      assertDimensions(this.#vectors.dimensions, indexImport.file.dimensions);
      const row = this.#documents.rowOf(document.docId) as number; // it was just put there
      this.#vectors.put(row, stored.passages, l2NormalizeRows(stored.vectors, indexImport.file.dimensions));
      imported.push(document.docId);
    }
    return imported;
  }

  itemsOfFile(from: number, to: number): readonly string[] {
    return this.#openFile().file.items.slice(from, to);
  }

  /** All items of the open file are here: their words can be searched. */
  close(indexWords: boolean): void {
    this.#changes += 1;
    const { documents, isComplete, file } = this.#openFile();
    this.#indexImport = undefined;
    if (!indexWords) return;
    const current = documents.filter((put) => this.#documents.get(put.docId) === put); // others changed meanwhile
    const rows = documents.flatMap(({ docId }) => this.#documents.rowOf(docId) ?? []);
    if (isComplete && current.length === documents.length) this.#words.put(file.words, rows);
    else for (const { docId } of current) this.#unread.add(docId);
  }

  #openFile(): IndexImport {
    if (this.#indexImport) return this.#indexImport;
    throw new EmbedError('index-load-failed', 'No file of an index is open.');
  }

  /** A file of some documents; `items` are they as JSON. */
  write({ vectors, docIds, ...facts }: SearchMethods['writeFile']['input']): Promise<Uint8Array> {
    this.readWords();
    const rows = docIds.map((docId) => this.#documents.rowOf(docId) ?? GONE);
    const stored = rows.map((row) => this.#vectors?.of(row));
    const dimensions = this.#vectors?.dimensions ?? 0;
    const content: IndexFile = {
      ...facts,
      dimensions,
      digests: digestsOf(docIds.map((docId) => this.#documents.get(docId))),
      words: this.#words.take(rows),
      passages: stored.map((vectors) => vectors?.passages ?? []),
      vectors: joined(stored.flatMap((vectors) => vectors ?? [])),
    };
    return writeIndexFile(content, vectors);
  }

  /** Vectors of passages, row-major, for documents that are here. */
  async putVectors({ documents, data, dimensions, precision, interim }: NewVectors): Promise<void> {
    const all = (interim ? this.#interim : this.#vectors) ?? new PassageVectors(dimensions, precision);
    if (interim) this.#interim = all;
    else this.#vectors = all;
    const texts: string[] = [];
    const stored: StoredVectors[] = [];
    let start = 0;
    for (const { docId, passages } of documents) {
      const end = start + passages.length * dimensions;
      const known = this.#documents.get(docId);
      if (known) {
        const vectors = l2NormalizeRows(data.subarray(start, end), dimensions);
        this.#putPassages(all, known, { passages, vectors });
        texts.push(embeddedText(known));
        stored.push({ passages, vectors });
      }
      start = end;
    }
    if (texts.length > 0 && !interim) await this.#store?.add(texts, stored);
  }

  /** Passages that lie in the embedded text of a document become those of its text. */
  #putPassages(rows: PassageVectors, document: NewDocument, { passages, vectors }: StoredVectors): void {
    const lead = embeddedLead(document).length;
    const inText = (offset: number) => Math.max(offset - lead, 0);
    const own = passages.map(({ start, end }) => ({ start: inText(start), end: inText(end) }));
    rows.put(this.#documents.rowOf(document.docId) as number, own, vectors); // the document is there
  }

  /** The vectors of queries that have nothing to do with the index, row-major. */
  async setCalibration(
    texts: readonly string[],
    data: Float32Array<ArrayBuffer>,
    dimensions: number,
  ): Promise<void> {
    this.#calibration = new Calibration(data, dimensions);
    await this.#store?.addCalibration(texts, data);
  }

  /** Gives these queries the vectors that an earlier visit has stored. @returns whether there are such */
  async restoreCalibration(texts: readonly string[], dimensions: number): Promise<boolean> {
    const store = this.#store;
    const data = await store?.findCalibration(texts);
    if (!data || this.#store !== store) return false;
    this.#calibration = new Calibration(data, dimensions);
    return true;
  }

  /** Measures how close one more of them comes. @returns whether there are more */
  calibrate(): boolean {
    return this.#vectors !== undefined && this.#calibration?.step(this.#vectors) === true;
  }

  /** Forgets all vectors: another model's will come, or of the small model, which are not needed any more. */
  forgetVectors(interim = false): void {
    if (interim) {
      this.#interim = undefined;
      return;
    }
    this.#calibration = undefined;
    this.#vectors = undefined;
    this.#store = undefined;
  }

  /** From now on vectors are stored for the next visit, and those of earlier ones can be recalled. */
  persistVectors({ name, space, dimensions, precision }: PersistOptions): void {
    this.#store = new VectorStore(name, space, dimensions);
    void this.#store.refresh(); // while texts come; what fails is told when it is asked
    this.#shape = { dimensions, precision };
  }

  get persistError(): EmbedError | undefined {
    return this.#store?.persistError;
  }

  /** Gives documents the vectors that were stored for their texts. @returns those that have theirs now */
  async restoreVectors(docIds: readonly number[]): Promise<number[]> {
    const found: number[] = [];
    const store = this.#store;
    if (!store) return found;
    await store.refresh();
    const wanted = docIds.flatMap((docId) => this.#documents.get(docId) ?? []);
    const texts = wanted.map(embeddedText);
    for await (const some of store.find(texts)) {
      if (this.#store !== store) break; // vectors of another space are wanted now
      for (const { index, passages, vectors } of some) {
        const known = this.#documents.get((wanted[index] as NewDocument).docId);
        if (!known || embeddedText(known) !== texts[index]) continue; // it changed meanwhile
        this.#vectors ??= new PassageVectors(this.#shape.dimensions, this.#shape.precision);
        this.#putPassages(this.#vectors, known, { passages, vectors });
        found.push(known.docId);
      }
    }
    return found;
  }

  /** Makes what is stored quicker to read. */
  async compact(): Promise<void> {
    await this.#store?.compact();
  }

  /** Deletes what is stored of texts that are not here. */
  async prune(): Promise<void> {
    await this.#store?.prune(Array.from(this.#documents.all(), embeddedText));
  }

  /** A document's own vector: that of its first passage. */
  vectorOf(docId: number): Float32Array | undefined {
    const row = this.#documents.rowOf(docId);
    return row === undefined ? undefined : this.#vectors?.first(row);
  }

  async search(input: SearchInput, isCancelled: () => boolean): Promise<SearchOutput> {
    return this.#whileSearching(async () => {
      const words = this.#searchWords(input);
      const found = await this.#rank(input, words, isCancelled);
      this.#spare = words.lexical;
      return found;
    });
  }

  /** A hybrid search whose vector is not there yet: tells what it finds by words, and uses their scores again. */
  async searchInSteps(
    input: SearchInput,
    { vector, onWords, isCancelled }: SearchSteps,
  ): Promise<SearchOutput> {
    let words = this.#searchWords(input);
    const changes = this.#changes;
    const byWords = { ...input, mode: 'lexical' } as const;
    const early = await this.#whileSearching(() => this.#rank(byWords, words, isCancelled));
    onWords(early);
    const given = await vector;
    throwIfCancelled(isCancelled);
    if (!given) return early;
    const found = await this.#whileSearching(() => {
      if (changes !== this.#changes) words = this.#searchWords(input); // rows and scores are others now
      return this.#rank({ ...input, ...given }, words, isCancelled);
    });
    this.#spare = words.lexical;
    return found;
  }

  async #whileSearching(search: () => Promise<SearchOutput>): Promise<SearchOutput> {
    this.#searches += 1;
    try {
      return await search();
    } finally {
      this.#searches -= 1;
      this.#compactRows();
    }
  }

  /** Scores all documents by words. */
  #searchWords({ query, mode, prefix, lexicalHits }: SearchInput): LexicalScores {
    if (mode !== 'semantic' && !lexicalHits) this.readWords();
    const asked = lexicalHits ? lexicalHits.terms.map(wholeTerm) : queryTerms(query, prefix);
    const terms = lexicalHits ? asked : this.#words.expand(asked);
    const lexical = this.#documents.blankScores(this.#spare);
    this.#spare = undefined;
    const whole = mode === 'semantic' ? 0 : this.#scoreWords(terms, lexicalHits, lexical);
    return { asked, terms, lexical, whole };
  }

  async #rank(input: SearchInput, found: LexicalScores, isCancelled: () => boolean): Promise<SearchOutput> {
    const { query, vector, limit, lexicalHits, interim } = input;
    const vectors = interim ? this.#interim : this.#vectors;
    const allowed = input.allowed && this.#documents.rowsOf(input.allowed);
    const isAllowed = (row: number) =>
      this.#documents.at(row) !== undefined && (!allowed || allowed[row] === 1);
    const documents = this.#documents.rows;
    const closest = await this.#closest(vectors, vector, { documents, limit, isAllowed, isCancelled });
    const documentAt = (row: number) => this.#documents.at(row);
    const pairs = vector && vectors?.pairs;
    const stopWords = this.#words.language?.stopWords;
    const { counted: wanted } = input; // a choice makes nothing more relevant
    const filtered = wanted === 'all' ? undefined : wanted ? this.#documents.rowsOf(wanted) : allowed;
    const extremes = vector && !interim && vectors && this.#calibration?.of(vectors, filtered);
    const { asked, ...byWords } = found;
    const evidence = {
      ...{ ...closest, ...byWords, isAllowed, documentAt },
      ...(stopWords && { stopWords }),
      ...(!lexicalHits && input.mode !== 'semantic' && { titles: this.#titles(query, asked, isAllowed) }),
      ...(extremes && {
        extremes,
        coverageOf: this.#coverage(found.terms, lexicalHits !== undefined),
      }),
    };
    const docIdAt = (row: number) => (this.#documents.at(row) as NewDocument).docId; // what is found is here
    const { ranked, counted } = this.#ranked(input, evidence);
    const { hits, total, fusion } = ranked;
    return {
      hits: hits.map(({ row, ...hit }) => ({ ...hit, docId: docIdAt(row) })),
      total,
      fusion,
      ...(counted && { counted: Uint32Array.from(counted, docIdAt) }),
      ...(pairs && { pairs }),
    };
  }

  /** The best documents. With facets, of what is found without a choice those that are chosen: as many as are counted. */
  #ranked(
    input: SearchInput,
    evidence: RankingInput,
  ): { readonly ranked: RankedRows; readonly counted?: readonly number[] } {
    const { counted: wanted, allowed } = input;
    if (!wanted) return { ranked: rankDocuments(input, evidence) };
    const hasChoice = allowed !== undefined && wanted !== allowed;
    const among = wanted === 'all' || !hasChoice ? undefined : this.#documents.rowsOf(wanted);
    const isAmong = (row: number) => this.#documents.at(row) !== undefined && among?.[row] !== 0;
    const others = hasChoice ? { ...evidence, isAllowed: isAmong } : evidence;
    const whole = rankDocuments(input, others);
    const counted = countedRows(input, others, whole.scores);
    if (!hasChoice) return { ranked: { ...whole, total: counted.length }, counted };
    const found = new Set(counted);
    const isAllowed = (row: number) => found.has(row) && evidence.isAllowed(row);
    return { ranked: rankDocuments(input, { ...evidence, isAllowed }), counted };
  }

  /** The rows of documents whose title is the query. */
  #titles(query: string, terms: readonly QueryTerm[], isAllowed: (row: number) => boolean): number[] {
    const isTitled = titleMatcher(query);
    return this.#words
      .documentsWithRarest(terms)
      .filter((row) => isAllowed(row) && isTitled(this.#documents.at(row) as NewDocument)); // those allowed are there
  }

  /** What tells the share of a query's words that a document has, rare ones counting for more; 0 with another engine. */
  #coverage(terms: readonly QueryTerm[], isOther: boolean): (row: number) => number {
    if (isOther) return () => 0;
    let shares: Float32Array | undefined;
    return (row) => {
      if (!shares) {
        shares = this.#documents.blankScores();
        this.#words.cover(terms, shares);
      }
      return Math.min(shares[row] as number, 1); // sums are rounded
    };
  }

  /** Writes each document's score into `lexical`. @returns what one is measured by: of another engine, the best one */
  #scoreWords(terms: readonly QueryTerm[], hits: LexicalHits | undefined, lexical: Float32Array): number {
    if (!hits) return this.#words.score(terms, lexical);
    for (const [i, docId] of hits.docIds.entries()) {
      const row = this.#documents.rowOf(docId);
      if (row !== undefined) lexical[row] = hits.scores[i] ?? 0;
    }
    return hits.scores.reduce((best, score) => Math.max(best, score), 0);
  }

  /** Share of the ten nearest rows that a search by bytes finds, over some rows as queries. */
  measureRecall(samples: number): number {
    return this.#vectors?.measureRecall(samples) ?? 1;
  }

  async #closest(
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
}

/** The file of an index may name another length than that of its space. */
function assertDimensions(actual: number, asked: number): void {
  if (actual === asked) return;
  throw new EmbedError('space-mismatch', `This index holds vectors of ${actual} numbers, not of ${asked}.`, {
    details: { actual, asked },
  });
}

const wholeTerm = (word: string): QueryTerm => ({ term: fold(word), isPrefix: false });
