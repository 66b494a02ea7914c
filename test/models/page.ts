import {
  createEmbedder,
  type Dtype,
  deleteModel,
  type Embedder,
  type EmbedderOptions,
  EmbedError,
  listModels,
  type ModelSpec,
} from 'react-embeddings/engine';
import { onnxruntimeWorker } from 'react-embeddings/onnxruntime';
import { openDirectory } from '../../src/engine/storage/modelFiles.js';
import smallBert from '../fixtures/small-bert/expected.json';

// What test/models/run.mjs asks of a page: models that are loaded, kept and lost.

const minilm: EmbedderOptions = { model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] };
const small: EmbedderOptions = { model: smallBert.spec as ModelSpec, backends: ['cpu'] }; // JSON widens 'cls'
const TEXT = 'the cat sings';

let started: Embedder | undefined;

const modelsBench = {
  /** Milliseconds from nothing to ready, with a worker of its own; or the error's code. */
  async ready(): Promise<{ ms: number; error?: string }> {
    const embedder = createEmbedder(minilm);
    const start = performance.now();
    const error = await embedder.load().then(
      () => undefined,
      (error) => (EmbedError.is(error) ? error.code : String(error)),
    );
    const ms = performance.now() - start;
    await embedder.dispose();
    return { ms, ...(error && { error }) };
  },

  /** Lets the page itself work without a network. */
  async install(): Promise<void> {
    const controlled = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    await navigator.serviceWorker.register('./sw.js');
    await controlled;
  },

  /** Begins a download of the small model and does not wait for it. */
  begin(modelsUrl: string): void {
    started = createEmbedder({ ...small, modelsUrl });
    started.load().catch(() => {}); // the page is about to end
  },

  /** The vector of a text by the small model, from what is kept or else `modelsUrl`. */
  async embed(modelsUrl: string): Promise<number[]> {
    const embedder = createEmbedder({ ...small, modelsUrl });
    const vector = await embedder.embed(TEXT);
    await embedder.dispose();
    return [...vector];
  },

  /** The names of files that pass for whole and are not what their name, the SHA-256, says. */
  async halves(): Promise<string[]> {
    const directory = await openDirectory();
    const names: string[] = [];
    for await (const name of directory.keys()) names.push(name);
    const wrong: string[] = [];
    for (const name of names.filter(
      (name) => /^[0-9a-f]{64}$/.test(name) && !names.includes(`${name}.part`),
    )) {
      const bytes = await (await (await directory.getFileHandle(name)).getFile()).arrayBuffer();
      if (bytes.byteLength > 0 && (await sha256(bytes)) !== name) wrong.push(name);
    }
    return wrong;
  },

  /** Vectors by a model of test/models/references.py, run by its own files' rules. */
  async embedReference(name: string, dtype: Dtype, texts: readonly string[]) {
    const embedder = createEmbedder({
      model: { url: `/references/${name}`, dtype },
      backends: ['cpu'],
      maxWorkers: 1,
      worker: onnxruntimeWorker,
      // The encoder would make integers of full precision.
      runtimes: dtype === 'fp32' ? ['onnxruntime'] : ['encoder', 'onnxruntime'],
    });
    const vectors = await embedder.embedMany(texts);
    const state = embedder.getState();
    await embedder.dispose();
    return {
      vectors: vectors.map((vector) => [...vector]),
      runtime: state.status === 'ready' ? state.runtime : state.status,
    };
  },

  async forget(): Promise<void> {
    for (const { id } of await listModels()) await deleteModel(id);
  },
};

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

declare global {
  interface Window {
    modelsBench: typeof modelsBench;
  }
}

window.modelsBench = modelsBench;
