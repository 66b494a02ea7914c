import { findModel } from '../../src/engine/models/catalog.js';
import { instantiate } from '../../src/engine/workers/embedding/runtimes/encoder/instance.js';
import { indexingOf, readyOf } from './bits.js';
import { type Engine, type EngineName, startEngine, startWorker } from './engines.js';
import { fetchFiles } from './files.js';
import ReadyWorker from './ready.worker.ts?worker';
import { roofline } from './roofline.js';
import { assertLengths, type ShapeName, shapes } from './texts.js';
import type { Files } from './transformers.worker.js';
import TransformersWorker from './transformers.worker.ts?worker';

// What bench/cpu/run.mjs asks of its page. It decides who is measured when; here is only the stopwatch.

const engines = new Map<EngineName, Engine>();

async function engineOf(name: EngineName): Promise<Engine> {
  const engine = engines.get(name) ?? (await startEngine(name));
  engines.set(name, engine);
  return engine;
}

const cpuBench = {
  shapes: Object.keys(shapes) as ShapeName[],
  assertLengths,
  roofline,
  readyOf,
  indexingOf,

  /** Milliseconds of one pass through a shape's calls, the mean of `repeats`. */
  async measure(name: EngineName, shape: ShapeName, repeats: number): Promise<number> {
    const engine = await engineOf(name);
    if (name === 'two') await engine.embed(shapes.mixed96_one_call[0] ?? []); // the second worker may have ended, idle
    const start = performance.now();
    for (let i = 0; i < repeats; i++) for (const texts of shapes[shape]) await engine.embed(texts);
    return (performance.now() - start) / repeats;
  },

  /** The vectors of the mixed texts, embedded one by one. */
  async vectors(name: EngineName): Promise<number[][]> {
    const engine = await engineOf(name);
    const vectors: number[][] = [];
    for (const texts of shapes.mixed96_one_by_one)
      for (const vector of await engine.embed(texts)) vectors.push([...vector]);
    return vectors;
  },

  /** Milliseconds from bytes in memory, wasm included, to the first vector, in a fresh worker that has its script. */
  async ready(name: 'transformers' | 'ours'): Promise<number> {
    const files = await filesInMemory();
    const worker = name === 'ours' ? new ReadyWorker() : new TransformersWorker();
    const call = await startWorker(worker);
    const answer = await call({ type: 'load', files });
    worker.terminate();
    return 'ms' in answer ? answer.ms : Number.NaN;
  },

  /** Milliseconds of 48 x 384 times 384 x 1536 with either step of the relaxed build: the best of some rounds. */
  async products(): Promise<{ dot: number; pairwise: number }> {
    const { wasm, put } = await instantiate('relaxed');
    const [inputs, outputs, rows] = [384, 1_536, 48];
    const matrix = wasm.createMatrix(inputs, outputs);
    const index = put(Int32Array.from({ length: outputs }, (_, i) => i));
    const weights = put(Float32Array.from({ length: inputs * outputs }, (_, i) => Math.sin(i)));
    const bias = put(new Float32Array(outputs));
    wasm.fillMatrix(matrix, weights, 2, inputs, outputs, outputs, 1, 0, 0, bias, index, index);
    wasm.sealMatrix(matrix);
    const x = put(Float32Array.from({ length: rows * inputs }, (_, i) => Math.cos(i)));
    const out = wasm.allocate(rows * outputs * 4);
    const best = { dot: Number.POSITIVE_INFINITY, pairwise: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 60; round++) {
      for (const step of ['dot', 'pairwise'] as const) {
        wasm.setPairwise(step === 'pairwise' ? 1 : 0);
        const start = performance.now();
        for (let i = 0; i < 8; i++) wasm.product(x, rows, matrix, out);
        best[step] = Math.min(best[step], (performance.now() - start) / 8);
      }
    }
    return best;
  },
};

let memory: Promise<Files> | undefined;

/** All that either engine downloads, by its path. */
function filesInMemory(): Promise<Files> {
  const { repo, files } = findModel('all-MiniLM-L6-v2');
  memory ??= fetchFiles([
    ...['config.json', 'tokenizer_config.json', files.tokenizer.path, files.weights.path].map(
      (path) => `/models/${repo}/${path}`,
    ),
    '/ort/ort-wasm-simd-threaded.asyncify.mjs',
    '/ort/ort-wasm-simd-threaded.asyncify.wasm',
  ]);
  return memory;
}

declare global {
  interface Window {
    cpuBench: typeof cpuBench;
  }
}

window.cpuBench = cpuBench;
