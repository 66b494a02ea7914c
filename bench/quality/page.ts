import {
  createEmbedder,
  createSearchIndex,
  createVectorCache,
  type DocumentVectors,
  type Embedder,
  type EmbedderOptions,
  type EmbedRole,
  type ModelSpec,
  type SearchIndex,
  type SearchOptions,
} from 'react-embeddings/engine';
import { onnxruntimeWorker } from 'react-embeddings/onnxruntime';
import { tokenizersUrl } from 'react-embeddings/tokenizers';
import { findModel } from '../../src/engine/models/catalog.js';
import { shapes } from '../cpu/texts.js';
import PlainWorker from './plain.worker.ts?worker';

// What bench/quality/run.mjs asks of its page, and those who store the vectors of sets: the real engine, a bundled model.

const model = findModel(new URLSearchParams(location.search).get('model') ?? 'all-MiniLM-L6-v2');
const options: EmbedderOptions = {
  model,
  modelsUrl: '/models',
  tokenizersUrl,
  backends: ['cpu'],
  maxWorkers: 2,
};
const uncached = () => createVectorCache({ maxVectors: 0 });

/** Ways to embed: as users do, without relaxed SIMD, by onnxruntime-web, or that on the full-precision model. */
export type Way = 'encoder' | 'plain' | 'onnxruntime' | 'fp32';

const embedders = new Map<Way, Embedder>();
let speedEmbedder: Embedder | undefined;

/** Where the model lies in full precision, as `bench.setFullPrecision` was told. */
let fullPrecision: Pick<ModelSpec, 'repo' | 'files'> | undefined;

function embedderOf(way: Way): Embedder {
  const known = embedders.get(way);
  if (known) return known;
  const made = createEmbedder({ ...options, ...optionsOf(way), cache: uncached() });
  embedders.set(way, made);
  return made;
}

function optionsOf(way: Way): EmbedderOptions {
  if (way === 'encoder') return { runtimes: ['encoder'] };
  if (way === 'plain') return { runtimes: ['encoder'], worker: () => new PlainWorker() };
  if (way === 'onnxruntime') return { runtimes: ['onnxruntime'], worker: onnxruntimeWorker };
  if (!fullPrecision) throw new Error('The page was not told of the full-precision model.');
  const { referenceVector: _, ...rules } = model;
  const exact = { ...rules, ...fullPrecision };
  return { runtimes: ['onnxruntime'], worker: onnxruntimeWorker, model: exact };
}

/** A document to be searched. */
export interface Document {
  readonly id: string;
  readonly text: string;
}

let index: SearchIndex<Document> | undefined;

/** Vectors that were made before, by input. */
const known = new Map<string, Float32Array>();
const prompts = model.prompts;

/** A document whose passages have vectors that were made before. */
interface KnownDocument {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}
const knownDocuments = new Map<string, KnownDocument & { readonly vectors: Float32Array }>();

/** The embedder of indexes, with what it knows. */
const withKnown = (embedder: Embedder): Embedder =>
  new Proxy(embedder, {
    get(target, name) {
      if (name === 'embedDocuments') return embedKnown;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

async function embedKnown(texts: readonly string[]): Promise<DocumentVectors> {
  const { dimensions, space } = await indexEmbedder.load();
  const documents = texts.map((text) => {
    const document = knownDocuments.get(text);
    if (document) return document;
    throw new Error(`The page has no vectors for "${text.slice(0, 40)}".`);
  });
  return {
    passages: documents.map(({ spans }) => spans),
    vectors: Float32Array.from(documents.flatMap(({ vectors }) => [...vectors])),
    dimensions,
    space,
  };
}

const indexEmbedder = createEmbedder({
  ...options,
  ...optionsOf('encoder'),
  cache: {
    get: (_, input) => known.get(input),
    set: (_, input, vector) => known.set(input, vector),
    get size() {
      return known.size;
    },
  },
});

const bench = {
  setFullPrecision(files: Pick<ModelSpec, 'repo' | 'files'>): void {
    fullPrecision = files;
  },

  /** The vectors of `texts` as base64 of their float32 bytes, row-major; by two workers. */
  async embedTexts(texts: readonly string[], role: EmbedRole, way: Way): Promise<string> {
    let binary = '';
    for (const vector of await embedderOf(way).embedMany(texts, { role }))
      binary += String.fromCharCode(...new Uint8Array(vector.buffer));
    return btoa(binary);
  },

  /** Milliseconds that 96 texts of 4 to 381 tokens take, in one call to one worker on the CPU. */
  async timeTexts(): Promise<number> {
    const [texts = []] = shapes.mixed96_one_call;
    speedEmbedder ??= createEmbedder({ ...options, maxWorkers: 1, webgpu: 'never', cache: uncached() });
    await speedEmbedder.load();
    const start = performance.now();
    await speedEmbedder.embedMany(texts);
    return performance.now() - start;
  },

  /** Where the passages of a text lie, as an index splits it. */
  async passagesOf(text: string): Promise<readonly { readonly start: number; readonly end: number }[]> {
    const embedder = embedderOf('encoder');
    const [count] = await embedder.countTokens([text]);
    if (!count?.truncated) return [{ start: 0, end: text.length }];
    const passages = await embedder.splitText(text, { overlap: 32 });
    return passages.map(({ start, end }) => ({ start, end }));
  },

  /** Takes vectors of documents that were made before: base64 of their float32 bytes, row-major. */
  putDocuments(documents: readonly KnownDocument[], base64: string): void {
    const floats = floatsOf(base64);
    let row = 0;
    for (const { text, spans } of documents) {
      const vectors = floats.slice(row * model.dimensions, (row + spans.length) * model.dimensions);
      knownDocuments.set(text, { text, spans, vectors });
      row += spans.length;
    }
  },

  /** The same of queries. */
  putQueries(texts: readonly string[], base64: string): void {
    const floats = floatsOf(base64);
    for (const [i, text] of texts.entries())
      known.set(prompts.query + text, floats.slice(i * model.dimensions, (i + 1) * model.dimensions));
  },

  /** Makes an index of documents, with all their vectors. */
  async buildIndex(documents: readonly Document[]): Promise<void> {
    await index?.dispose();
    index = createSearchIndex<Document>({
      embedder: withKnown(indexEmbedder),
      language: 'en',
      getText: ({ text }) => text,
      getId: ({ id }) => id,
    });
    index.add(documents);
    await index.calibrate();
  },

  /** The ids of the best documents for each query. */
  async search(
    queries: readonly string[],
    options: Pick<SearchOptions<Document>, 'mode' | 'fusion' | 'semanticWeight'>,
  ) {
    const found: string[][] = [];
    for (const query of queries) {
      const { hits } = await theIndex().search(query, options);
      found.push(hits.map(({ id }) => id));
    }
    return found;
  },

  /** The relevance of the best hit for each query; 0 without a hit. */
  async relevance(queries: readonly string[]): Promise<number[]> {
    const found: number[] = [];
    for (const query of queries) {
      const { hits } = await theIndex().search(query);
      found.push(Math.max(0, ...hits.map(({ relevance = 1 }) => relevance)));
    }
    return found;
  },

  measureRecall: () => theIndex().measureRecall(),
};

function floatsOf(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}

function theIndex(): SearchIndex<Document> {
  if (!index) throw new Error('There is no index yet.');
  return index;
}

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
