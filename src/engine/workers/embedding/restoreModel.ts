import type { LoadInput } from '../../rpc/embeddingProtocol.js';
import { packedName } from '../../storage/fileNames.js';
import type { FileStore } from '../../storage/types.js';
import type { Encoder } from './runtimes/encoder/encoder.js';
import { readPacked } from './runtimes/encoder/packedFile.js';
import { runInPasses } from './runtimes/encoder/runInPasses.js';
import type { RunModel } from './runtimes/types.js';
import type { Tokenizer } from './tokenizer/types.js';
import { assertReferenceVector, numbersSegments } from './verifyModel.js';

/**
 * A model whose weights an earlier visit has packed: neither read as ONNX nor packed again. `undefined` when they are not there, or
 * not right, and then the file of weights is read.
 * @param tokenizing The model's tokenizer, which is read meanwhile.
 */
export async function restoreModel(
  input: LoadInput,
  store: FileStore,
  tokenizing: Promise<Tokenizer>,
): Promise<RunModel | undefined> {
  const { spec } = input;
  const encoder = await readEncoder(input, store);
  if (encoder?.dimensions !== spec.dimensions) return undefined; // the file of weights tells what is wrong
  const tokenizer = await tokenizing;
  if (numbersSegments(tokenizer)) return undefined; // the weights were packed for another tokenizer
  const run = runInPasses(encoder);
  try {
    await assertReferenceVector(spec, tokenizer, run);
    return run;
  } catch {
    await store.remove(packedName(spec.files.weights.sha256)).catch(() => {});
    return undefined; // made anew, they prove right, or tell what is wrong
  }
}

/** Only the encoder has such weights, and only of models that need nothing behind it. */
async function readEncoder(
  { spec, runtimes, webgpu }: LoadInput,
  store: FileStore,
): Promise<Encoder | undefined> {
  const { pooling, normalize, files, dense, fullDimensions } = spec;
  const isPlain = !spec.static && !files.others && !dense && fullDimensions === undefined;
  if (!isPlain || webgpu || runtimes[0] !== 'encoder' || files.weights.sha256 === '') return undefined;
  if (pooling !== 'cls' && pooling !== 'mean') return undefined;
  return readPacked(store, files.weights.sha256, { pooling, normalize });
}
