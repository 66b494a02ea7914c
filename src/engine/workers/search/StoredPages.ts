import { rowsOf, type StoredTexts } from '../../storage/vectorPage.js';
import { hash53 } from '../../utils/hash53.js';

/** Texts that are looked for, by the row of a page where they may be, and their indices among those that are looked for. */
export type TextsByRow = Map<number, { readonly text: string; readonly indices: number[] }>;

/** The rows of a large page: a megabyte or two. Browsers read a few large values faster than many small ones. */
const ROWS_OF_PAGE = 1_024;

/** Which texts the stored pages of vectors hold, by the hashes of the texts. */
export class StoredPages {
  readonly #pages = new Map<string, StoredTexts>();
  /** A text's hash -> its page, and its row in it. */
  readonly #rows = new Map<number, { readonly page: string; readonly row: number }>();

  has(page: string): boolean {
    return this.#pages.has(page);
  }

  get(page: string): StoredTexts | undefined {
    return this.#pages.get(page);
  }

  add(page: string, texts: StoredTexts): void {
    this.#pages.set(page, texts);
    for (const [row, hash] of texts.hashes.entries()) this.#rows.set(hash, { page, row });
  }

  /** For a page that others have replaced: its texts have been added with them. */
  delete(page: string): void {
    this.#pages.delete(page);
  }

  /** The pages where these texts may be. Whether they are is known by their digests: hashes can be equal by chance. */
  locate(texts: readonly string[]): Map<string, TextsByRow> {
    const located = new Map<string, TextsByRow>();
    for (const [index, text] of texts.entries()) {
      const found = this.#rows.get(hash53(text));
      if (!found) continue;
      const { page, row } = found;
      const ofPage: TextsByRow = located.get(page) ?? new Map();
      located.set(page, ofPage);
      const known = ofPage.get(row);
      if (!known) ofPage.set(row, { text, indices: [index] });
      else if (known.text === text) known.indices.push(index);
    }
    return located;
  }

  /** Pages of few rows, as many together as make a large one. */
  groupsOfSmall(): readonly (readonly string[])[] {
    const groups: string[][] = [[]];
    let rows = 0;
    for (const [page, texts] of this.#pages) {
      const count = rowsOf(texts);
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
}
