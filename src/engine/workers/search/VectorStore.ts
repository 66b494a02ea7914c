import { delMany, getMany, keys, setMany } from 'idb-keyval';
import type { EmbedError } from '../../errors.js';
import { VectorPageStore } from '../../storage/VectorPageStore.js';
import {
  areWhole,
  describeTexts,
  findSame,
  isStoredTexts,
  joined,
  joinTexts,
  rowsOf,
  type StoredTexts,
  type StoredVectors,
  sealTexts,
  startsOf,
} from '../../storage/vectorPage.js';
import { hash53, hashTexts } from '../../utils/hash53.js';
import { uniqueId } from '../../utils/uniqueId.js';
import { StoredPages, type TextsByRow } from './StoredPages.js';

/** The vectors of one of the texts that were looked for. */
export interface FoundVectors extends StoredVectors {
  readonly index: number;
}

/** Pages that are read in one transaction. */
const PAGES_PER_BATCH = 8;

/**
 * Keeps vectors in IndexedDB by space and text, in pages: one write per batch of texts, and a batch is there whole or not at
 * all, because a page and its list of texts are written in one transaction. What does not work never fails a search: it
 * finds nothing, and says why it keeps nothing.
 */
export class VectorStore {
  /** The start of this space's keys: a short name, since a space may hold slashes. */
  readonly #spaceDigest: string;
  readonly #dimensions: number;
  readonly #pages = new StoredPages();
  readonly #pageStore: VectorPageStore;
  #refreshing: Promise<void> | undefined;

  constructor(name: string, space: string, dimensions: number) {
    this.#spaceDigest = hashTexts([space]);
    this.#dimensions = dimensions;
    this.#pageStore = new VectorPageStore(name);
  }

  /** Why vectors are not stored, if so. */
  get persistError(): EmbedError | undefined {
    return this.#pageStore.persistError;
  }

  /** Learns what is stored now, also by other tabs. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    await this.#pageStore.use(async (database) => {
      const prefix = this.#key('texts', '');
      const names = (await keys<string>(database)).filter((key) => key.startsWith(prefix));
      const pages = names.map((key) => key.slice(prefix.length)).filter((page) => !this.#pages.has(page));
      const stored = await getMany<unknown>(
        pages.map((page) => this.#key('texts', page)),
        database,
      );
      for (const [i, page] of pages.entries()) {
        const texts = stored[i];
        if (isStoredTexts(texts)) this.#pages.add(page, texts);
      }
    });
  }

  /** The vectors of those texts that are stored, some at a time. */
  async *find(texts: readonly string[]): AsyncGenerator<readonly FoundVectors[]> {
    const wanted = this.#pages.locate(texts);
    const pages = [...wanted.keys()];
    let reading = this.#read(pages.slice(0, PAGES_PER_BATCH));
    for (let from = 0; from < pages.length; from += PAGES_PER_BATCH) {
      const data = await reading;
      reading = this.#read(pages.slice(from + PAGES_PER_BATCH, from + 2 * PAGES_PER_BATCH)); // while these are used
      const some = pages.slice(from, from + PAGES_PER_BATCH);
      const found = some.map((page, i) => this.#cut(page, data[i], wanted.get(page) ?? new Map()));
      yield (await Promise.all(found)).flat();
    }
  }

  /** The vectors of those texts that a page really holds; none if they are not those that were written. */
  async #cut(
    page: string,
    data: Float32Array<ArrayBuffer> | undefined,
    wanted: TextsByRow,
  ): Promise<readonly FoundVectors[]> {
    const texts = this.#pages.get(page);
    if (!texts || !data || !(await this.#isComplete(texts, data))) return [];
    const rows = await findSame(texts, new Map(Array.from(wanted, ([row, { text }]) => [row, text])));
    const starts = startsOf(texts);
    return rows.flatMap((row) => {
      const [start = 0, count = 0] = [starts[row], texts.counts[row]];
      const vectors = data.subarray(start * this.#dimensions, (start + count) * this.#dimensions);
      const passages = Array.from({ length: count }, (_, i) => ({
        start: texts.spans[2 * (start + i)] as number,
        end: texts.spans[2 * (start + i) + 1] as number,
      }));
      return (wanted.get(row)?.indices ?? []).map((index) => ({ index, passages, vectors }));
    });
  }

  /** Keeps the vectors of some texts, all or none. */
  async add(texts: readonly string[], stored: readonly StoredVectors[]): Promise<void> {
    const data = joined(stored);
    const described = await sealTexts(await describeTexts(texts, stored), data);
    const page = newPage();
    await this.#pageStore.use(async (database) => {
      const written: [string, unknown][] = [
        [this.#key('vectors', page), data],
        [this.#key('texts', page), described],
      ];
      await setMany(written, database);
      this.#pages.add(page, described);
    });
  }

  /** Keeps the vectors of queries that belong to no index: of these, in this space. */
  async addCalibration(texts: readonly string[], data: Float32Array<ArrayBuffer>): Promise<void> {
    await this.#pageStore.use((database) => setMany([[this.#calibrationKey(texts), data]], database));
  }

  async findCalibration(texts: readonly string[]): Promise<Float32Array<ArrayBuffer> | undefined> {
    const [data] =
      (await this.#pageStore.use((database) => getMany<unknown>([this.#calibrationKey(texts)], database))) ??
      [];
    const isWhole = data instanceof Float32Array && data.length === texts.length * this.#dimensions;
    return isWhole && data.every(Number.isFinite) ? new Float32Array(data) : undefined;
  }

  #calibrationKey(texts: readonly string[]): string {
    return `${this.#calibrationKeys}${hashTexts(texts)}`;
  }

  get #calibrationKeys(): string {
    return `calibration/${this.#spaceDigest}/`;
  }

  /**
   * Writes pages of few rows anew as large ones. In one transaction for each: vectors are in the one or in the other. For
   * one tab at a time.
   */
  async compact(): Promise<void> {
    await this.refresh();
    for (const pages of this.#pages.groupsOfSmall()) if (pages.length > 1) await this.#join(pages);
  }

  async #join(pages: readonly string[]): Promise<void> {
    const data = await this.#read(pages);
    const whole: { readonly texts: StoredTexts; readonly vectors: Float32Array<ArrayBuffer> }[] = [];
    for (const [i, page] of pages.entries()) {
      const [texts, vectors] = [this.#pages.get(page), data[i]];
      if (texts && vectors && (await this.#isComplete(texts, vectors))) whole.push({ texts, vectors });
    }
    const page = newPage();
    const vectors = joined(whole);
    const texts = await sealTexts(joinTexts(whole.map((each) => each.texts)), vectors);
    const isDone = await this.#pageStore.change((store) => {
      store.put(vectors, this.#key('vectors', page));
      store.put(texts, this.#key('texts', page));
      for (const old of pages)
        for (const kind of ['vectors', 'texts'] as const) store.delete(this.#key(kind, old));
    });
    if (!isDone) return; // they are stored anyway, in small pages
    for (const old of pages) this.#pages.delete(old);
    this.#pages.add(page, texts);
  }

  /** Deletes pages that hold none of these texts, and what was stored for other spaces. */
  async prune(texts: readonly string[]): Promise<void> {
    const wanted = new Set(texts.map((text) => hash53(text)));
    await this.refresh();
    const isWanted = (key: string) => {
      const page = key.split('/').at(-1) ?? '';
      return this.#pages.get(page)?.hashes.some((hash) => wanted.has(hash)) ?? false;
    };
    await this.#pageStore.use(async (database) => {
      const old = (await keys<string>(database)).filter(
        (key) => !isWanted(key) && !key.startsWith(this.#calibrationKeys),
      );
      await delMany(old, database);
    });
  }

  async #isComplete(texts: StoredTexts, vectors: Float32Array<ArrayBuffer>): Promise<boolean> {
    return vectors.length === rowsOf(texts) * this.#dimensions && areWhole(texts, vectors);
  }

  #key(kind: 'texts' | 'vectors', page: string): string {
    return `${kind}/${this.#spaceDigest}/${page}`;
  }

  async #read(pages: readonly string[]): Promise<readonly (Float32Array<ArrayBuffer> | undefined)[]> {
    if (pages.length === 0) return [];
    const names = pages.map((page) => this.#key('vectors', page));
    const data = await this.#pageStore.use((database) => getMany<unknown>(names, database));
    const isFloats = (page: unknown): page is Float32Array<ArrayBuffer> => page instanceof Float32Array;
    return data?.map((page) => (isFloats(page) ? page : undefined)) ?? [];
  }
}

const newPage = () => `${Date.now().toString(36)}-${uniqueId()}`;
