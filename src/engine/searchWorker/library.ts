import { EmbedError } from '../errors.js';
import type {
  Keeping,
  NewDocument,
  NewVectors,
  Precision,
  SearchInput,
  SearchMethods,
  SearchOutput,
} from '../search/protocol.js';
import { unitRows } from '../search/unit.js';
import { Adoption, digestsOf } from './adoption.js';
import { answer } from './answer.js';
import { Bm25, type QueryTerm, queryTerms } from './bm25.js';
import type { Closest } from './closest.js';
import { fold } from './fold.js';
import { type IndexFile, readIndexFile, writeIndexFile } from './indexFile.js';
import { joined, type KeptVectors } from './keptPage.js';
import { PassageVectors, type Wanted } from './passageVectors.js';
import { VectorStore } from './vectorStore.js';

/** What is searched: documents by number, their words, and the vectors of their passages. */
export class Library {
  readonly #documents: (NewDocument | undefined)[] = [];
  readonly #words = new Bm25();
  /** Documents whose words are not in the index yet. */
  readonly #unread = new Set<number>();
  #vectors: PassageVectors | undefined;
  #store: VectorStore | undefined;
  #adoption: Adoption | undefined;
  #shape: Pick<Keeping, 'dimensions' | 'precision'> = { dimensions: 0, precision: 'auto' };

  /** Puts documents here, or in the place of those with their numbers. A vector stays as long as its text does. */
  put(documents: readonly NewDocument[], words: boolean): void {
    for (const put of documents) {
      const { document, text } = put;
      const old = this.#documents[document];
      if (old) this.#removeWords(old);
      if (old?.text !== text) this.#vectors?.remove(document);
      this.#documents[document] = put;
      if (words) this.#unread.add(document);
    }
  }

  /** Reads the words of some documents, or of all. @returns whether there are more */
  readWords(count = Number.POSITIVE_INFINITY): boolean {
    let read = 0;
    for (const number of this.#unread) {
      if (read === count) return true;
      const { document, text, fields } = this.#documents[number] as NewDocument; // those that are removed are not in it
      this.#words.add(document, text, fields);
      this.#unread.delete(number);
      read += 1;
    }
    return false;
  }

  remove(documents: readonly number[]): void {
    for (const document of documents) {
      const old = this.#documents[document];
      if (!old) continue;
      this.#removeWords(old);
      this.#documents[document] = undefined;
      this.#vectors?.remove(document);
    }
  }

  #removeWords({ document, text, fields }: NewDocument): void {
    this.#unread.delete(document);
    if (this.#words.has(document)) this.#words.remove(document, text, fields);
  }

  /** Opens a file, to adopt what it holds. @returns what is in it */
  async open(bytes: Uint8Array): Promise<Adoption> {
    this.#adoption = new Adoption(await readIndexFile(bytes));
    return this.#adoption;
  }

  /** Puts items of the open file, `from` one on. @returns those whose texts are the file's, so that its vectors are theirs */
  adopt(from: number, documents: readonly NewDocument[], precision: Precision): number[] {
    const adoption = this.#openFile();
    this.put(documents, false);
    const adopted: number[] = [];
    for (const [i, document] of documents.entries()) {
      const kept = adoption.take(from + i, document);
      if (!kept) continue;
      this.#vectors ??= new PassageVectors(adoption.file.dimensions, precision);
      this.#vectors.put(document.document, kept.passages, unitRows(kept.vectors, adoption.file.dimensions));
      adopted.push(document.document);
    }
    return adopted;
  }

  itemsOfFile(from: number, to: number): readonly string[] {
    return this.#openFile().file.items.slice(from, to);
  }

  /** All items of the open file are here: their words can be searched. */
  close(words: boolean): void {
    const { documents, isComplete, file } = this.#openFile();
    this.#adoption = undefined;
    if (!words) return;
    const current = documents.filter((put) => this.#documents[put.document] === put); // others changed meanwhile
    const numbers = documents.map(({ document }) => document);
    if (isComplete && current.length === documents.length) this.#words.put(file.words, numbers);
    else for (const { document } of current) this.#unread.add(document);
  }

  #openFile(): Adoption {
    if (this.#adoption) return this.#adoption;
    throw new EmbedError('index-load-failed', 'No file of an index is open.');
  }

  /** A file of some documents; `items` are they as JSON. */
  write({ space, documents, items, vectors }: SearchMethods['writeFile']['input']): Promise<Uint8Array> {
    this.readWords();
    const places = documents.map((document) => this.#vectors?.of(document));
    const dimensions = this.#vectors?.dimensions ?? 0;
    const content: IndexFile = {
      space,
      dimensions,
      items,
      digests: digestsOf(documents.map((document) => this.#documents[document])),
      words: this.#words.take(documents),
      passages: places.map((place) => place?.passages ?? []),
      vectors: joined(places.flatMap((place) => place ?? [])),
    };
    return writeIndexFile(content, vectors);
  }

  /** Vectors of passages, one behind the other, for documents that are here. */
  async putVectors({ documents, data, dimensions, precision }: NewVectors): Promise<void> {
    this.#vectors ??= new PassageVectors(dimensions, precision);
    const texts: string[] = [];
    const kept: KeptVectors[] = [];
    let start = 0;
    for (const { document, passages } of documents) {
      const end = start + passages.length * dimensions;
      const text = this.#documents[document]?.text;
      if (text !== undefined) {
        const vectors = unitRows(data.slice(start, end), dimensions);
        this.#vectors.put(document, passages, vectors);
        texts.push(text);
        kept.push({ passages, vectors });
      }
      start = end;
    }
    if (texts.length > 0) await this.#store?.add(texts, kept);
  }

  /** Forgets all vectors: another model's will come. */
  forgetVectors(): void {
    this.#vectors = undefined;
    this.#store = undefined;
  }

  /** From now on vectors are kept for the next visit, and those of earlier ones can be recalled. */
  keep({ name, space, dimensions, precision }: Keeping): void {
    this.#store = new VectorStore(name, space, dimensions);
    void this.#store.refresh(); // while texts come; what fails is told when it is asked
    this.#shape = { dimensions, precision };
  }

  get notKept(): EmbedError | undefined {
    return this.#store?.notKept;
  }

  /** Gives documents the vectors that were kept for their texts. @returns those that have theirs now */
  async recall(documents: readonly number[]): Promise<number[]> {
    const found: number[] = [];
    const store = this.#store;
    if (!store) return found;
    await store.refresh();
    const wanted = documents.flatMap((document) => this.#documents[document] ?? []);
    const texts = wanted.map(({ text }) => text);
    for await (const some of store.find(texts)) {
      if (this.#store !== store) break; // vectors of another space are wanted now
      for (const { index, passages, vectors } of some) {
        const { document, text } = wanted[index] as NewDocument;
        if (this.#documents[document]?.text !== text) continue; // it changed meanwhile
        this.#vectors ??= new PassageVectors(this.#shape.dimensions, this.#shape.precision);
        this.#vectors.put(document, passages, vectors);
        found.push(document);
      }
    }
    return found;
  }

  /** Makes what is kept quicker to read. */
  async compact(): Promise<void> {
    await this.#store?.compact();
  }

  /** Deletes what is kept of texts that are not here. */
  async prune(): Promise<void> {
    await this.#store?.prune(this.#documents.flatMap((document) => document?.text ?? []));
  }

  /** A document's own vector: that of its first passage. */
  vectorOf(document: number): Float32Array | undefined {
    return this.#vectors?.first(document);
  }

  async search(input: SearchInput, isCancelled: () => boolean): Promise<SearchOutput> {
    const { query, vector, limit, prefix, allowed, words } = input;
    if (input.mode !== 'semantic' && !words) this.readWords();
    const terms = words ? words.terms.map(wholeTerm) : queryTerms(query, prefix);
    const lexical = Float32Array.from(this.#documents, (document) => (document ? 0 : Number.NaN));
    if (words)
      for (const [i, document] of words.documents.entries()) lexical[document] = words.scores[i] ?? 0;
    else if (input.mode !== 'semantic') this.#words.score(terms, lexical);
    const isAllowed = (document: number) =>
      this.#documents[document] !== undefined && (allowed?.[document] ?? 1) !== 0;
    const documents = this.#documents.length;
    const closest = await this.#closest(vector, { documents, limit, isAllowed, isCancelled });
    const textOf = (document: number) => this.#documents[document]?.text ?? '';
    const pairs = vector && this.#vectors?.pairs;
    const found = answer(input, { ...closest, lexical, terms, isAllowed, textOf });
    return pairs ? { ...found, pairs } : found;
  }

  /** Share of the ten nearest rows that a search by bytes finds, over some rows as queries. */
  measureRecall(samples: number): number {
    return this.#vectors?.measureRecall(samples) ?? 1;
  }

  async #closest(vector: Float32Array | undefined, wanted: Wanted): Promise<Closest> {
    if (vector && this.#vectors) return this.#vectors.score(vector, wanted);
    const scores = new Float32Array(wanted.documents).fill(Number.NaN);
    return { scores, passageOf: () => undefined, makeExact: () => false };
  }
}

const wholeTerm = (word: string): QueryTerm => ({ term: fold(word), isPrefix: false });
