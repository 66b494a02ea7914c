import { expect, test } from 'vitest';
import * as engine from '../src/engine/index.js';
import * as onnxruntime from '../src/engine/onnxruntime/index.js';
import * as tokenizers from '../src/engine/tokenizers/index.js';
import * as everything from '../src/index.js';
import * as plots from '../src/plots/index.js';
import * as server from '../src/server/index.js';

// A name that is public cannot be taken back: adding one is a decision, and shows here.

test('the engine exports these names', () => {
  expect(Object.keys(engine).toSorted()).toMatchInlineSnapshot(`
    [
      "DEFAULT_MODEL",
      "EmbedError",
      "assertSemantic",
      "catalog",
      "compileFilter",
      "cosineSimilarity",
      "createEmbedder",
      "createRemoteIndex",
      "createSearchIndex",
      "createVectorCache",
      "deleteModel",
      "excerptOf",
      "fromMiniSearch",
      "hashTexts",
      "hubModels",
      "isSpaceKnown",
      "listModels",
      "principalComponents",
      "requestPersistentStorage",
      "searchVectors",
      "spaceOf",
      "storageEstimate",
      "withSpace",
    ]
  `);
});

test('the package exports these names besides', () => {
  const own = Object.keys(everything).filter((name) => !(name in engine));
  expect(own.toSorted()).toMatchInlineSnapshot(`
    [
      "EmbedderBoundary",
      "EmbedderProvider",
      "Excerpt",
      "Highlight",
      "ModelManager",
      "ModelStatus",
      "Relevance",
      "SearchClear",
      "SearchClose",
      "SearchDialog",
      "SearchEmpty",
      "SearchError",
      "SearchFacets",
      "SearchGroup",
      "SearchInput",
      "SearchItem",
      "SearchKeys",
      "SearchLabel",
      "SearchList",
      "SearchMore",
      "SearchPanel",
      "SearchProgress",
      "SearchRoot",
      "SearchShortcut",
      "SearchStatus",
      "SearchTrigger",
      "SemanticSearch",
      "classificationQuery",
      "createTypedSemanticSearch",
      "embeddingQuery",
      "embeddingsQuery",
      "searchQuery",
      "similarItemsQuery",
      "similarityQuery",
      "useClassify",
      "useEmbedder",
      "useEmbedding",
      "useEmbeddings",
      "useEmbeddingsProgress",
      "useModelStore",
      "useSearchBox",
      "useSearchIndex",
      "useSearchIndexState",
      "useSemanticSearch",
      "useSimilarItems",
      "useSimilarity",
      "useSuspenseEmbedding",
    ]
  `);
});

test('every name of the engine is exported by the package too', () => {
  expect(everything).toMatchObject(engine);
});

test('what only some models need is exported apart', () => {
  expect(Object.keys(onnxruntime)).toEqual(['onnxruntimeWorker']);
  expect(Object.keys(tokenizers)).toEqual(['tokenizersUrl']);
});

test('the plots export these names', () => {
  expect(Object.keys(plots).toSorted()).toEqual([
    'EmbeddingMap',
    'SimilarityHeatmap',
    'fromUmap',
    'principalComponents',
  ]);
});

test('the server exports these names', () => {
  expect(Object.keys(server).toSorted()).toEqual([
    'createPostgresIndex',
    'createSearchHandler',
    'enqueueMissing',
    'runIndexWorker',
  ]);
});
