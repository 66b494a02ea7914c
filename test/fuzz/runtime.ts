import * as ort from 'onnxruntime-web/wasm';
import { toFloat32 } from '../../src/engine/workers/embedding/formats/floats.js';
import type { BertWeights } from '../../src/engine/workers/embedding/formats/types.js';
import { createEncoder } from '../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import { reference } from '../support/bertReference.js';
import type { Verdict } from './targets.js';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'fatal';
const IDS = [[2, 7, 31, 3], [2, 3], [5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]];
/** What integers of activations cost in a model of 16 numbers, as a rule. */
const CLOSE = 0.97;
/** What float32 costs. */
const EQUAL = 0.9999;

/** Whether the encoder gives the vectors that onnxruntime-web gives for the same file. A file that it does not run has none. */
export async function compareWithRuntime(bytes: Uint8Array, weights: BertWeights): Promise<Verdict> {
  const encoder = await createEncoder(weights, { pooling: 'mean', normalize: true, build: 'plain' });
  const expected = await vectorsOf(bytes);
  if (!expected) return 'accepted';
  for (const [i, ids] of IDS.entries()) {
    const [own, other] = [encoder.encode([ids]), expected[i] as Float32Array];
    const cosine = dot(own, other);
    if (cosine >= CLOSE || !other.every(Number.isFinite)) continue;
    // Odd weights cost more. If the graph was read rightly, the formulas give the same from what was read.
    if (!(isFloat(weights) && dot(reference(weights, ids, 'mean'), other) >= EQUAL))
      return { wrong: `a cosine of ${cosine} to onnxruntime-web for ${ids}` };
  }
  return 'compared';
}

const isFloat = ({ words, layers }: BertWeights) =>
  words.values.type === 'float32' && layers.every(({ query }) => query.weight.type === 'float32');

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Number(a[i]) * Number(b[i]);
  return sum;
}

async function vectorsOf(weights: Uint8Array): Promise<Float32Array[] | undefined> {
  let session: ort.InferenceSession | undefined;
  try {
    session = await ort.InferenceSession.create(weights, {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
    });
    const vectors: Float32Array[] = [];
    for (const ids of IDS) vectors.push(await meanOf(session, ids));
    return vectors;
  } catch {
    return undefined; // it does not run such a file, and throws numbers as well as errors
  } finally {
    await session?.release();
  }
}

/** Where the platform has no Float16Array, the runtime gives the bits of float16. */
function numbersOf(output: ort.Tensor | undefined): Float32Array {
  const data = output?.data as Float32Array | Uint16Array; // as the fixtures' output is
  if (!(output?.type === 'float16' && data instanceof Uint16Array)) return Float32Array.from(data);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return toFloat32({ name: 'last_hidden_state', shape: output.dims, type: 'float16', bytes });
}

/** The mean of all tokens' vectors, of length 1. */
async function meanOf(session: ort.InferenceSession, ids: readonly number[]): Promise<Float32Array> {
  const row = (values: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const given = {
    input_ids: row(ids),
    attention_mask: row(ids.map(() => 1)),
    token_type_ids: row(ids.map(() => 0)),
  };
  const inputs = Object.entries(given).filter(([name]) => session.inputNames.includes(name));
  const { last_hidden_state: output } = await session.run(Object.fromEntries(inputs), ['last_hidden_state']);
  const data = numbersOf(output);
  const width = data.length / ids.length;
  const sum = Float32Array.from({ length: width }, (_, i) =>
    ids.reduce((total, _id, row) => total + (data[row * width + i] as number), 0),
  );
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
