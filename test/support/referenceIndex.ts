import type { SearchMessage } from '../../src/engine/rpc/searchProtocol.js';
import { itemsPassing, readFilter } from '../../src/engine/search/fieldFilter.js';
import type { FieldFilter } from '../../src/engine/search/filterTypes.js';
import { loadLanguage } from '../../src/engine/workers/search/loadLanguage.js';
import { SearchEngine } from '../../src/engine/workers/search/SearchEngine.js';
import type { IndexDocument } from '../../src/server/documents.js';
import { searchMessage } from './searchMessage.js';

/** What the index in the browser finds among documents: the reference for what a server finds. */
export async function referenceIndex<T>(
  documents: readonly IndexDocument<T>[],
  dimensions: number,
  language?: string,
) {
  const engine = new SearchEngine();
  engine.documents.language = language === undefined ? undefined : await loadLanguage(language);
  engine.documents.put(
    documents.map(({ text }, docId) => ({ docId, text })),
    true,
  );
  for (const [docId, { passages = [] }] of documents.entries()) {
    const data = new Float32Array(passages.length * dimensions);
    for (const [i, { vector }] of passages.entries()) data.set(vector, i * dimensions);
    if (passages.length > 0)
      await engine.vectors.put({
        documents: [{ docId, passages: passages.map(({ start, end }) => ({ start, end })) }],
        data,
        dimensions,
        precision: 'float32',
      });
  }
  return async (input: Partial<SearchMessage>, filter?: FieldFilter) => {
    const passes = filter && itemsPassing(readFilter(filter));
    const allowed =
      passes && Uint32Array.from(documents.flatMap(({ item }, docId) => (passes(item) ? docId : [])));
    const { hits, fusion } = await engine.search(
      searchMessage({ ...(allowed && { allowed }), ...input }),
      () => false,
    );
    return { fusion, hits: hits.map((hit) => ({ ...hit, id: documents[hit.docId]?.id ?? '' })) };
  };
}
