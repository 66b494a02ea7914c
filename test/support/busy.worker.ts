// The worker of an index that computes for some seconds without a pause, from its first message on, as on a slow device.

import type { SearchMethods } from '../../src/engine/rpc/searchProtocol.js';
import { serve } from '../../src/engine/rpc/server.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';

const BUSY_MS = 7_000;

const api = createSearchApi();
let isFirst = true;

serve<SearchMethods>(self, {
  ...api,
  put(input, onProgress) {
    const end = performance.now() + BUSY_MS;
    while (isFirst && performance.now() < end) Math.sqrt(end);
    isFirst = false;
    return api.put(input, onProgress);
  },
});
