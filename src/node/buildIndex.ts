import type { ExportOptions, SearchIndexOptions, SearchIndexState } from '../engine/index.js';
import { createNodeSearchIndex } from './createNodeSearchIndex.js';

/** Options of {@link buildIndex}. */
export interface BuildIndexOptions<T>
  extends Pick<SearchIndexOptions<T>, 'embedder' | 'getText' | 'getId' | 'fields' | 'language' | 'overlap'>,
    ExportOptions {
  /** How far it has come. */
  readonly onProgress?: (state: SearchIndexState) => void;
}

/**
 * The file of an index of items, as `SearchIndex.export` writes it: for `source` of `createSearchIndex`, whose `getText`,
 * `getId` and `fields` must be these. Vectors are int8 unless `precision` says otherwise.
 * @throws {EmbedError} as `Embedder.embedMany` and `SearchIndex.export`; the signal's reason.
 */
export async function buildIndex<T>(
  items: Iterable<T>,
  { onProgress, precision = 'int8', signal, ...options }: BuildIndexOptions<T>,
): Promise<Uint8Array> {
  const index = createNodeSearchIndex<T>(options);
  try {
    index.add(items);
    if (onProgress) index.subscribe(() => onProgress(index.getState()));
    return await index.export({ precision, ...(signal && { signal }) });
  } finally {
    await index.dispose();
  }
}
