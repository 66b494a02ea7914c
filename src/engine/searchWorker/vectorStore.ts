import { createStore, delMany, getMany, keys, promisifyRequest, setMany, type UseStore } from 'idb-keyval';
import { digestOfTexts, shortDigestOfText } from '../digest.js';
import { EmbedError, reasonOf } from '../errors.js';
import type { Span } from '../search/protocol.js';

/** The passages of a text and their vectors, one behind the other. */
export interface KeptVectors {
  readonly passages: readonly Span[];
  readonly vectors: Float32Array<ArrayBuffer>;
}

/** What a page holds of each text: its digest, and where its passages lie. */
interface PageEntry {
  readonly digest: string;
  readonly passages: readonly Span[];
}

/** The vectors of one of the texts that were looked for. */
export interface FoundVectors extends KeptVectors {
  readonly index: number;
}

/** Pages that are read in one transaction. */
const PAGES_AT_ONCE = 8;
/** The rows of a large page: a megabyte or two. Browsers read a few large values faster than many small ones. */
const ROWS_OF_PAGE = 1_024;

/**
 * Keeps vectors in IndexedDB by space and text, in pages: one write per batch of texts, and a batch is there whole or not at
 * all, because a page and its list of texts are written in one transaction. What does not work never fails a search: it
 * finds nothing, and says why it keeps nothing.
 */
export class VectorStore {
  readonly #name: string;
  /** Of the keys of this space: SHA-256, since a space may hold slashes. */
  readonly #spaceDigest: string;
  readonly #dimensions: number;
  /** Digest of a text -> its page, and its place in it. */
  readonly #places = new Map<string, { readonly page: string; readonly index: number }>();
  readonly #pages = new Map<string, readonly PageEntry[]>();
  #database: UseStore;
  #notKept: EmbedError | undefined;

  constructor(name: string, space: string, dimensions: number) {
    this.#name = name;
    this.#spaceDigest = digestOfTexts([space]).slice(0, 32);
    this.#dimensions = dimensions;
    this.#database = openDatabase(name);
  }

  /** Why vectors are not kept, if so. */
  get notKept(): EmbedError | undefined {
    return this.#notKept;
  }

  /** Learns what is kept now, also by other tabs. */
  async refresh(): Promise<void> {
    await this.#try(async (database) => {
      const prefix = this.#key('texts', '');
      const names = (await keys<string>(database)).filter((key) => key.startsWith(prefix));
      const pages = names.map((key) => key.slice(prefix.length)).filter((page) => !this.#pages.has(page));
      const entries = await getMany<readonly PageEntry[]>(
        pages.map((page) => this.#key('texts', page)),
        database,
      );
      for (const [i, page] of pages.entries()) this.#learn(page, entries[i] ?? []);
    });
  }

  /** The vectors of those texts that are kept, some at a time. */
  async *find(texts: readonly string[]): AsyncGenerator<readonly FoundVectors[]> {
    const wanted = new Map<string, { readonly index: number; readonly entry: number }[]>();
    for (const [index, text] of texts.entries()) {
      const place = this.#places.get(shortDigestOfText(text));
      if (!place) continue;
      const known = wanted.get(place.page);
      if (known) known.push({ index, entry: place.index });
      else wanted.set(place.page, [{ index, entry: place.index }]);
    }
    const pages = [...wanted.keys()];
    let reading = this.#read(pages.slice(0, PAGES_AT_ONCE));
    for (let from = 0; from < pages.length; from += PAGES_AT_ONCE) {
      const data = await reading;
      reading = this.#read(pages.slice(from + PAGES_AT_ONCE, from + 2 * PAGES_AT_ONCE)); // while these are used
      const some = pages.slice(from, from + PAGES_AT_ONCE);
      yield some.flatMap((page, i) =>
        this.#cut(this.#pages.get(page) ?? [], data[i], wanted.get(page) ?? []),
      );
    }
  }

  /** The vectors of some texts of a page; none if it does not hold as many as its texts say. */
  #cut(
    entries: readonly PageEntry[],
    data: Float32Array<ArrayBuffer> | undefined,
    wanted: readonly { readonly index: number; readonly entry: number }[],
  ): FoundVectors[] {
    const starts = startsOf(entries);
    if (data?.length !== (starts.at(-1) ?? 0) * this.#dimensions) return [];
    return wanted.map(({ index, entry }) => {
      const [start = 0, end = 0] = [starts[entry], starts[entry + 1]];
      const vectors = data.subarray(start * this.#dimensions, end * this.#dimensions);
      return { index, passages: entries[entry]?.passages ?? [], vectors };
    });
  }

  /** Keeps the vectors of some texts, all or none. */
  async add(texts: readonly string[], kept: readonly KeptVectors[]): Promise<void> {
    const entries = kept.map(({ passages }, i) => ({ digest: shortDigestOfText(texts[i] ?? ''), passages }));
    const data = joined(kept);
    const page = newPage();
    await this.#try(async (database) => {
      const written: [string, unknown][] = [
        [this.#key('vectors', page), data],
        [this.#key('texts', page), entries],
      ];
      await setMany(written, database);
      this.#learn(page, entries);
    });
  }

  /**
   * Writes pages of few rows anew as large ones. In one transaction for each: vectors are in the one or in the other. For
   * one tab at a time.
   */
  async compact(): Promise<void> {
    await this.refresh();
    for (const pages of this.#groupsOfSmall()) if (pages.length > 1) await this.#join(pages);
  }

  /** Small pages, as many together as make a large one. */
  #groupsOfSmall(): readonly (readonly string[])[] {
    const groups: string[][] = [[]];
    let rows = 0;
    for (const [page, entries] of this.#pages) {
      const count = startsOf(entries).at(-1) ?? 0;
      if (count > ROWS_OF_PAGE / 2) continue;
      if (rows + count > ROWS_OF_PAGE) {
        groups.push([]);
        rows = 0;
      }
      groups.at(-1)?.push(page);
      rows += count;
    }
    return groups;
  }

  async #join(pages: readonly string[]): Promise<void> {
    const data = await this.#read(pages);
    const found = pages.flatMap((page, i) => {
      const entries = this.#pages.get(page) ?? [];
      const wanted = entries.map((_, entry) => ({ index: entry, entry }));
      return this.#cut(entries, data[i], wanted).map((kept) => ({
        ...kept,
        digest: entries[kept.index]?.digest ?? '',
      }));
    });
    const page = newPage();
    const entries = found.map(({ digest, passages }) => ({ digest, passages }));
    const vectors = joined(found);
    try {
      await this.#database('readwrite', (store) => {
        store.put(vectors, this.#key('vectors', page));
        store.put(entries, this.#key('texts', page));
        for (const old of pages)
          for (const kind of ['vectors', 'texts'] as const) store.delete(this.#key(kind, old));
        return promisifyRequest(store.transaction);
      });
    } catch {
      return; // all is as it was: kept, in small pages
    }
    for (const old of pages) this.#pages.delete(old);
    this.#learn(page, entries);
  }

  /** Deletes pages that hold none of these texts, and what was kept for other spaces. */
  async prune(texts: readonly string[]): Promise<void> {
    const wanted = new Set(texts.map(shortDigestOfText));
    await this.refresh();
    const isWanted = (key: string) => {
      const page = key.split('/').at(-1) ?? '';
      return this.#pages.get(page)?.some(({ digest }) => wanted.has(digest)) ?? false;
    };
    await this.#try(async (database) => {
      const old = (await keys<string>(database)).filter((key) => !isWanted(key));
      await delMany(old, database);
    });
  }

  #key(kind: 'texts' | 'vectors', page: string): string {
    return `${kind}/${this.#spaceDigest}/${page}`;
  }

  #learn(page: string, entries: readonly PageEntry[]): void {
    this.#pages.set(page, entries);
    for (const [index, { digest }] of entries.entries()) this.#places.set(digest, { page, index });
  }

  async #read(pages: readonly string[]): Promise<readonly (Float32Array<ArrayBuffer> | undefined)[]> {
    if (pages.length === 0) return [];
    const names = pages.map((page) => this.#key('vectors', page));
    const data = await this.#try((database) => getMany<unknown>(names, database));
    const isFloats = (page: unknown): page is Float32Array<ArrayBuffer> => page instanceof Float32Array;
    return data?.map((page) => (isFloats(page) ? page : undefined)) ?? [];
  }

  /** Browsers lose connections to databases: a second try has a new one. */
  async #try<T>(use: (database: UseStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await use(this.#database);
    } catch {
      this.#database = openDatabase(this.#name);
    }
    try {
      return await use(this.#database);
    } catch (cause) {
      this.#notKept = new EmbedError(
        'quota-exceeded',
        `The index works, but its vectors cannot be kept for the next visit: ${reasonOf(cause)}.`,
        { cause },
      );
      return undefined;
    }
  }
}

/** A database that cannot be opened fails when it is used. */
function openDatabase(name: string): UseStore {
  try {
    return createStore(`react-embeddings-index-v1/${name}`, 'pages');
  } catch (error) {
    return () => Promise.reject(error); // no IndexedDB here at all
  }
}

const newPage = () => `${Date.now().toString(36)}-${crypto.randomUUID()}`;

/** The vectors of some texts, one behind the other. */
export function joined(kept: readonly KeptVectors[]): Float32Array<ArrayBuffer> {
  const data = new Float32Array(kept.reduce((length, { vectors }) => length + vectors.length, 0));
  let end = 0;
  for (const { vectors } of kept) {
    data.set(vectors, end);
    end += vectors.length;
  }
  return data;
}

/** The row of a page at which each of its texts begins, and behind them how many there are. */
function startsOf(entries: readonly PageEntry[]): number[] {
  const starts = [0];
  for (const [i, { passages }] of entries.entries()) starts.push((starts[i] as number) + passages.length);
  return starts;
}
