import { createStore, delMany, get, getMany, keys, setMany, type UseStore } from 'idb-keyval';
import { digestOfTexts } from '../digest.js';
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

const DIGEST_LENGTH = 32; // of 64 hexadecimal digits: 128 bits tell texts apart

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
  #lastPage: { readonly page: string; readonly data: Float32Array<ArrayBuffer> } | undefined;
  #notKept: EmbedError | undefined;

  constructor(name: string, space: string, dimensions: number) {
    this.#name = name;
    this.#spaceDigest = digestOf(space);
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

  /** The vectors of a text, if they are kept. */
  async find(text: string): Promise<KeptVectors | undefined> {
    const place = this.#places.get(digestOf(text));
    const entries = this.#pages.get(place?.page ?? '');
    const entry = place && entries?.[place.index];
    if (!entries || !entry) return undefined;
    const data = await this.#read(place.page, entries);
    if (!data) return undefined;
    const before = entries.slice(0, place.index).reduce((count, { passages }) => count + passages.length, 0);
    const start = before * this.#dimensions;
    return {
      passages: entry.passages,
      vectors: data.slice(start, start + entry.passages.length * this.#dimensions),
    };
  }

  /** Keeps the vectors of some texts, all or none. */
  async add(texts: readonly string[], kept: readonly KeptVectors[]): Promise<void> {
    const entries = kept.map(({ passages }, i) => ({ digest: digestOf(texts[i] ?? ''), passages }));
    const data = new Float32Array(kept.reduce((length, { vectors }) => length + vectors.length, 0));
    let end = 0;
    for (const { vectors } of kept) {
      data.set(vectors, end);
      end += vectors.length;
    }
    const page = `${Date.now().toString(36)}-${crypto.randomUUID()}`;
    await this.#try(async (database) => {
      const written: [string, unknown][] = [
        [this.#key('vectors', page), data],
        [this.#key('texts', page), entries],
      ];
      await setMany(written, database);
      this.#learn(page, entries);
    });
  }

  /** Deletes pages that hold none of these texts, and what was kept for other spaces. */
  async prune(texts: readonly string[]): Promise<void> {
    const wanted = new Set(texts.map(digestOf));
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

  /** A page's numbers, if they are as many as its texts say. Texts are looked for in their order: the last page stays. */
  async #read(page: string, entries: readonly PageEntry[]): Promise<Float32Array<ArrayBuffer> | undefined> {
    if (this.#lastPage?.page === page) return this.#lastPage.data;
    const passages = entries.reduce((count, entry) => count + entry.passages.length, 0);
    const data = await this.#try((database) =>
      get<Float32Array<ArrayBuffer>>(this.#key('vectors', page), database),
    );
    if (!(data instanceof Float32Array) || data.length !== passages * this.#dimensions) return undefined;
    this.#lastPage = { page, data };
    return data;
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

function digestOf(text: string): string {
  return digestOfTexts([text]).slice(0, DIGEST_LENGTH);
}
