import type { SearchMessage } from '../../src/engine/rpc/searchProtocol.js';

/** A request to the worker of an index: what `input` does not say is as usual. */
export const searchMessage = (input: Partial<SearchMessage>): SearchMessage => ({
  query: '',
  mode: 'hybrid',
  limit: 10,
  minScore: Number.NEGATIVE_INFINITY,
  prefix: false,
  fusion: 'weighted-mean',
  semanticWeight: 0.7,
  searchId: 0,
  ...input,
});
