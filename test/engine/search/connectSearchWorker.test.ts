import { expect, test } from 'vitest';
import type { SearchMethods } from '../../../src/engine/rpc/searchProtocol.js';
import { connectSearchWorker } from '../../../src/engine/search/connectSearchWorker.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { workerOf } from '../../support/scriptedWorker.js';

const text = (docId: number) => ({ documents: [{ docId, text: 'oat milk' }], indexWords: true });

test('calls that come before the code that starts a worker go to it in their order', async () => {
  const api = createSearchApi();
  const seen: number[] = [];
  const worker = workerOf<SearchMethods>({
    ...api,
    put: async (input, onProgress) => {
      seen.push(...input.documents.map(({ docId }) => docId));
      return api.put(input, onProgress);
    },
  });
  const client = connectSearchWorker(() => worker);
  const early = [1, 2, 3].map((docId) => client.call('put', text(docId)));
  await Promise.all(early);
  await client.call('put', text(4));
  expect(seen).toEqual([1, 2, 3, 4]);
  client.terminate(new Error('the test is over'));
});

test('a worker that is ended before its code is there never starts', async () => {
  let started = 0;
  const client = connectSearchWorker(() => {
    started += 1;
    return workerOf(createSearchApi());
  });
  const reason = new Error('not wanted any more');
  const call = client.call('put', text(1));
  client.terminate(reason);
  await expect(call).rejects.toBe(reason);
  await expect(client.call('put', text(2))).rejects.toBe(reason);
  await import('../../../src/engine/search/startSearchWorker.js');
  await Promise.resolve();
  expect(started).toBe(0);
});
