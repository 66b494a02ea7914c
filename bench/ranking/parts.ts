// What run.mjs compares: words, cosines and their fusion as an index has them.

export { DEFAULT_WEIGHT } from '../../src/engine/models/catalog.js';
export { Bm25 } from '../../src/engine/ranking/Bm25.js';
export {
  bestOf,
  lexicalScores,
  reciprocalRanks,
  scoreStats as spreadOf,
  weightedMean,
} from '../../src/engine/ranking/fusion.js';
export { queryTerms } from '../../src/engine/ranking/queryTerms.js';
export { loadLanguage } from '../../src/engine/workers/search/loadLanguage.js';
