import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-web/wasm';
import { EmbedError } from '../../../src/engine/errors.js';
import type { Pooling } from '../../../src/engine/models/types.js';
import type { OnnxRuntime } from '../../../src/engine/workers/embedding/runtimes/onnxruntime/ortSession.js';
import type { RunModel } from '../../../src/engine/workers/embedding/runtimes/types.js';
import { batchesOf } from './batches.js';
import { NAMES } from './bertGraph.js';

type Ids = readonly number[];

/** Added to attention to what only fills up. exp() of it is 0, and a float16 holds it. */
const NEVER = -30_000;

/** Runs the graph that `writeBertGraph` writes, texts of alike lengths together. */
export function runBertGraph(
  { Tensor }: OnnxRuntime,
  session: Pick<InferenceSession, 'run'>,
  { pooling, dimensions }: { readonly pooling: Pooling; readonly dimensions: number },
): RunModel {
  return async (texts) => {
    const vectors = new Float32Array(texts.length * dimensions);
    for (const places of batchesOf(texts.map(({ ids }) => ids.length))) {
      const batch = places.map((place) => texts[place]?.ids as Ids); // the places are the texts' own
      const found = await runBatch(Tensor, session, batch, pooling);
      assertSize(found, batch.length * dimensions);
      for (const [row, place] of places.entries())
        vectors.set(found.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
    }
    return vectors;
  };
}

async function runBatch(
  Tensor: OnnxRuntime['Tensor'],
  session: Pick<InferenceSession, 'run'>,
  batch: readonly Ids[],
  pooling: Pooling,
): Promise<Float32Array> {
  const tokens = Math.max(...batch.map(({ length }) => length));
  const isMasked = batch.some(({ length }) => length < tokens);
  const ids = new Int32Array(batch.length * tokens);
  for (const [row, text] of batch.entries()) ids.set(text, row * tokens);
  const feeds: Record<string, Tensor> = {
    [NAMES.ids]: new Tensor('int32', ids, [batch.length, tokens]),
    [NAMES.positions]: new Tensor(
      'int32',
      Int32Array.from({ length: tokens }, (_, i) => i),
      [1, tokens],
    ),
    [NAMES.isMasked]: new Tensor('bool', [isMasked], []),
    [NAMES.mask]: isMasked
      ? new Tensor('float32', maskOf(batch, tokens), [batch.length, 1, tokens, tokens])
      : new Tensor('float32', new Float32Array(1), [1, 1, 1, 1]),
  };
  if (pooling === 'mean')
    feeds[NAMES.shares] = new Tensor('float32', sharesOf(batch, tokens), [batch.length, 1, tokens]);
  const output = (await session.run(feeds))[NAMES.vectors] as TypedTensor<'float32'>; // as the graph says
  return output.data;
}

/** What fills a text up is seen by nobody. */
function maskOf(batch: readonly Ids[], tokens: number): Float32Array {
  const mask = new Float32Array(batch.length * tokens * tokens);
  for (const [row, { length }] of batch.entries())
    for (let query = 0; query < tokens; query++) {
      const start = (row * tokens + query) * tokens;
      mask.fill(NEVER, start + length, start + tokens);
    }
  return mask;
}

/** All tokens of a text have the same share in its vector, and what fills it up has none. */
function sharesOf(batch: readonly Ids[], tokens: number): Float32Array {
  const shares = new Float32Array(batch.length * tokens);
  for (const [row, { length }] of batch.entries())
    shares.fill(1 / length, row * tokens, row * tokens + length);
  return shares;
}

function assertSize({ length }: Float32Array, expected: number): void {
  if (length === expected) return;
  throw new EmbedError('inference-failed', `The GPU gave ${length} numbers instead of ${expected}.`);
}
