import type { EmbedError } from '../errors.js';
import type {
  DocumentHit,
  Keeping,
  NewDocument,
  NewVectors,
  SearchInput,
  SearchOutput,
} from '../search/protocol.js';
import { Bm25, matchedPlaces, queryTerms } from './bm25.js';
import { type Closest, PassageVectors } from './passageVectors.js';
import { bestOf, rankOf, reciprocalRanks, type Scores, standardisedSum } from './ranking.js';
import { type KeptVectors, VectorStore } from './vectorStore.js';

/** What is searched: documents by number, their words, and the vectors of their passages. */
export class Library {
  readonly #texts: (string | undefined)[] = [];
  readonly #words = new Bm25();
  #vectors: PassageVectors | undefined;
  #store: VectorStore | undefined;
  #shape: Pick<Keeping, 'dimensions' | 'precision'> = { dimensions: 0, precision: 'auto' };

  put(documents: readonly NewDocument[]): void {
    for (const { document, text } of documents) {
      this.remove([document]);
      this.#texts[document] = text;
      this.#words.add(document, text);
    }
  }

  remove(documents: readonly number[]): void {
    for (const document of documents) {
      const text = this.#texts[document];
      if (text === undefined) continue;
      this.#words.remove(document, text);
      this.#texts[document] = undefined;
      this.#vectors?.remove(document);
    }
  }

  /** Vectors of passages, one behind the other, for documents that are here. */
  async putVectors({ documents, data, dimensions, precision }: NewVectors): Promise<void> {
    this.#vectors ??= new PassageVectors(dimensions, precision);
    const texts: string[] = [];
    const kept: KeptVectors[] = [];
    let start = 0;
    for (const { document, passages } of documents) {
      const end = start + passages.length * dimensions;
      const text = this.#texts[document];
      if (text !== undefined) {
        const vectors = data.slice(start, end);
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
    this.#shape = { dimensions, precision };
  }

  get notKept(): EmbedError | undefined {
    return this.#store?.notKept;
  }

  /** Gives documents the vectors that were kept for their texts. @returns those that have theirs now */
  async recall(documents: readonly number[]): Promise<number[]> {
    const found: number[] = [];
    await this.#store?.refresh();
    for (const document of documents) {
      const text = this.#texts[document];
      const kept = text === undefined ? undefined : await this.#store?.find(text);
      if (!kept || this.#texts[document] !== text) continue;
      this.#vectors ??= new PassageVectors(this.#shape.dimensions, this.#shape.precision);
      this.#vectors.put(document, kept.passages, kept.vectors);
      found.push(document);
    }
    return found;
  }

  /** Deletes what is kept of texts that are not here. */
  async prune(): Promise<void> {
    await this.#store?.prune(this.#texts.filter((text) => text !== undefined));
  }

  /** A document's own vector: that of its first passage. */
  vectorOf(document: number): Float32Array | undefined {
    return this.#vectors?.first(document);
  }

  async search(input: SearchInput, isCancelled: () => boolean): Promise<SearchOutput> {
    const { query, vector, limit, prefix, allowed } = input;
    const terms = queryTerms(query, prefix);
    const lexical = Float32Array.from(this.#texts, (text) => (text === undefined ? Number.NaN : 0));
    if (input.mode !== 'semantic') this.#words.score(terms, lexical);
    const { scores: semantic, passageOf } = await this.#closest(vector, limit, isCancelled);
    const isAllowed = (document: number) =>
      this.#texts[document] !== undefined && (allowed?.[document] ?? 1) !== 0;
    const { scores, fusion } = this.#rank(input, semantic, lexical, isAllowed);
    const hits = bestOf(scores, limit, isAllowed)
      .filter((document) => (scores[document] as number) >= input.minScore)
      .map((document) => this.#hit(document, { scores, semantic, passageOf, lexical, isAllowed, terms }));
    return { hits, fusion };
  }

  /** Share of the ten nearest rows that a search by bytes finds, over some rows as queries. */
  measureRecall(samples: number): number {
    return this.#vectors?.measureRecall(samples) ?? 1;
  }

  async #closest(
    vector: Float32Array | undefined,
    limit: number,
    isCancelled: () => boolean,
  ): Promise<Closest> {
    const documents = this.#texts.length;
    if (vector && this.#vectors) return this.#vectors.score(vector, documents, limit, isCancelled);
    return { scores: new Float32Array(documents).fill(Number.NaN), passageOf: () => undefined };
  }

  #rank(
    { mode, weight, fusion, allowed, vector }: SearchInput,
    semantic: Scores,
    lexical: Scores,
    isAllowed: (document: number) => boolean,
  ): { scores: Scores; fusion: SearchOutput['fusion'] } {
    if (mode === 'semantic') return { scores: semantic, fusion: 'none' };
    const matching = () => lexical.map((score) => (score > 0 ? score : Number.NaN));
    if (mode === 'lexical' || !vector) return { scores: matching(), fusion: 'none' };
    const standard =
      fusion === 'standardised' && !allowed ? standardisedSum(semantic, lexical, weight) : undefined;
    if (standard) return { scores: standard, fusion: 'standardised' };
    return { scores: reciprocalRanks(semantic, lexical, weight, isAllowed), fusion: 'reciprocal-ranks' };
  }

  #hit(document: number, { scores, semantic, passageOf, lexical, isAllowed, terms }: Ranked): DocumentHit {
    const cosine = semantic[document] as number;
    const bm25 = lexical[document] as number;
    const passage = passageOf(document);
    const semanticRank = rankOf(semantic, document, isAllowed);
    const lexicalRank = bm25 > 0 ? rankOf(lexical, document, isAllowed) : undefined;
    return {
      document,
      score: scores[document] as number,
      ...(semanticRank !== undefined && { cosine, semanticRank }),
      ...(lexicalRank !== undefined && { bm25, lexicalRank }),
      ...(passage && { passage }),
      words: bm25 > 0 ? matchedPlaces(this.#texts[document] ?? '', terms) : [],
    };
  }
}

interface Ranked {
  readonly scores: Scores;
  readonly semantic: Scores;
  readonly passageOf: Closest['passageOf'];
  readonly lexical: Scores;
  readonly isAllowed: (document: number) => boolean;
  readonly terms: ReturnType<typeof queryTerms>;
}
