import { EmbedError } from '../errors.js';
import type { FilePrecision, IndexPrecision, NewDocument } from '../rpc/searchProtocol.js';
import { setsAsLists } from '../utils/setsAsLists.js';
import type { Changes, ItemStore } from './ItemStore.js';
import type { SearchWorkerClient } from './SearchWorkerClient.js';

/** How many items are read in one go: a few milliseconds, since the page parses them. */
const ITEMS_PER_BATCH = 500;

/** The parts of an index that its file is made of. */
export interface FileParts<T> {
  readonly itemStore: ItemStore<T>;
  readonly worker: SearchWorkerClient;
}

/** An index as the bytes of a file. */
export async function exportFile<T>(
  { itemStore, worker }: FileParts<T>,
  { space, precision }: { readonly space: string; readonly precision: FilePrecision },
): Promise<Uint8Array> {
  const { file } = await worker.call('writeFile', () => {
    const docIds = [...itemStore.docIds()];
    const items = docIds.map((docId) => jsonOf(itemStore.at(docId)?.item));
    const { language } = worker;
    return { space, docIds, items, precision, ...(language !== undefined && { language }) };
  });
  return file;
}

/** What `importFile` needs besides. */
export interface ImportParts<T> extends FileParts<T> {
  readonly precision: IndexPrecision;
  readonly read: (docId: number) => NewDocument;
  /** The space of the vectors that the embedder makes; undefined if they have no meaning. */
  readonly space: string | undefined;
  /** Items were added; `imported` of them have their vectors, of this space. */
  readonly onItems: (changes: Changes, imported: readonly number[], space: string) => void;
  /** Items were added, and the worker could not take them from the file. */
  readonly onRefused: (changes: Changes) => void;
  /** Whether the worker has a lexical index. */
  readonly indexWords: boolean;
  /** Whether the file's language is that of the index. */
  readonly setsLanguage: boolean;
}

/** Adds the items of a file. @throws {EmbedError} `index-load-failed`, `space-mismatch` */
export async function importFile<T>(
  source: { readonly url: string } | { readonly file: Uint8Array },
  { itemStore, worker, space, precision, read, onItems, onRefused, indexWords, setsLanguage }: ImportParts<T>,
): Promise<void> {
  const opened = await worker.call('openFile', source);
  if (space !== undefined) assertSpace(opened.space, space);
  if (setsLanguage && opened.language !== undefined) worker.setLanguage(opened.language);
  const counts = new Map<string, number>(); // of equal texts, in all of the file
  for (let from = 0; from < opened.items; from += ITEMS_PER_BATCH) {
    const { items } = await worker.call('readItems', { from, to: from + ITEMS_PER_BATCH });
    const changes = itemStore.add(
      items.map((item): T => JSON.parse(item)),
      counts,
    );
    const importing = worker.call('importDocuments', { from, documents: changes.given.map(read), precision });
    const { imported } = await importing.catch((error: unknown) => {
      onRefused(changes);
      throw error;
    });
    onItems(changes, imported, opened.space);
  }
  await worker.call('closeFile', { indexWords });
}

function jsonOf(item: unknown): string {
  try {
    const json = JSON.stringify(item, setsAsLists);
    if (json !== undefined) return json;
  } catch (cause) {
    throw new EmbedError(
      'invalid-input',
      'An item cannot be written as JSON, so the index cannot be exported.',
      {
        cause,
      },
    );
  }
  throw new EmbedError('invalid-input', `An item is ${typeof item}, which a file cannot hold.`);
}

function assertSpace(actual: string, asked: string): void {
  if (actual === asked) return;
  throw new EmbedError(
    'space-mismatch',
    `This file holds vectors of ${actual}, and the embedder makes those of ${asked}. Build the file with the same model.`,
    { details: { actual, asked } },
  );
}
