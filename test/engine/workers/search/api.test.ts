import { expect, test } from 'vitest';
import type { SearchMessage } from '../../../../src/engine/rpc/searchProtocol.js';
import { createSearchApi } from '../../../../src/engine/workers/search/api.js';

test('a search that is cancelled ends, and finds nothing', async () => {
  const api = createSearchApi();
  const text = 'so many words take longer to read than one task may '.repeat(20);
  const documents = Array.from({ length: 2_000 }, (_, docId) => ({ docId, text }));
  await api.put({ documents, indexWords: true }, () => {});
  const vector = Float32Array.of(0, 1);
  const passages = [{ docId: 0, passages: [{ start: 0, end: text.length }] }];
  await api.putVectors({ documents: passages, data: vector, dimensions: 2, precision: 'float32' }, () => {});
  const input: SearchMessage = {
    searchId: 1,
    query: 'words',
    vector,
    mode: 'hybrid',
    limit: 10,
    minScore: 0,
    prefix: false,
    fusion: 'weighted-mean',
    semanticWeight: 0.5,
  };
  const searching = api.search(input, () => {});
  await api.cancel({ searchId: 1 }, () => {}); // while words are read
  expect((await searching).hits).toEqual([]);
  expect((await api.search({ ...input, searchId: 2 }, () => {})).hits).toHaveLength(10);
});
