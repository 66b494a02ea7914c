// The worker of an index that ends itself without a word when it is asked to search, as a browser does that needs memory.

import type { SearchMethods } from '../../src/engine/rpc/searchProtocol.js';
import { serve } from '../../src/engine/rpc/server.js';
import { createSearchApi } from '../../src/engine/workers/search/api.js';

if (new URL(self.location.href).searchParams.has('no-locks'))
  Object.defineProperty(navigator, 'locks', { value: undefined });

serve<SearchMethods>(self, {
  ...createSearchApi(),
  search: () => {
    self.close();
    return new Promise(() => {});
  },
});
