import { join } from 'node:path';
import { EmbedError } from '../../engine/errors.js';
import { request } from '../../engine/workers/embedding/download/request.js';
import { readBert } from '../../engine/workers/embedding/formats/readBert.js';
import type { BertWeights } from '../../engine/workers/embedding/formats/types.js';
import { inside } from '../inside.js';
import type { ReadModel } from '../readModel.js';
import { writeWhole } from '../writeWhole.js';
import { writeBert } from './writeBert.js';

/** Where the loader looks for 8-bit weights first. */
export const Q8_PATH = 'onnx/model_quantized.onnx';

/** What a conversion has come to. */
export interface ConvertedModel {
  /** The path of the weights that were written, and how many bytes there were before and are now. */
  readonly path: string;
  readonly before: number;
  readonly bytes: number;
  readonly weights: BertWeights;
}

/**
 * Writes a model's folder with its weights in 8 bits, as the encoder reads them: its other files are copied.
 * @param to the folder of the new model
 * @throws {EmbedError} `invalid-input` for a model that is no BERT, or whose weights are not floats; `model-load-failed`
 * for a broken file.
 */
export async function convertModel(model: ReadModel, to: string): Promise<ConvertedModel> {
  const { id, folder, files, describing, rules, tools } = model;
  const [tokenizer, source, ...others] = files.map(({ path }) => path);
  const bytesOf = async (path: string) =>
    new Uint8Array(await (await request(`${folder}/${path}`, tools, {})).arrayBuffer());
  const original = await bytesOf(source ?? '');
  const read = readBert(original, rules.bert);
  if ('foreign' in read)
    throw new EmbedError(
      'invalid-input',
      `${id} cannot be converted: ${read.foreign}. Only BERTs are; others run as they are.`,
      { details: { model: id } },
    );
  assertFloats(read.weights, id);
  const converted = writeBert(read.weights, 'q8');
  await writeWhole(await inside(to, Q8_PATH), converted);
  for (const path of [tokenizer ?? '', ...others, ...describing])
    await writeWhole(await inside(to, path), await bytesOf(path));
  const path = join(to, Q8_PATH);
  return { path, before: original.length, bytes: converted.length, weights: read.weights };
}

/** What has been rounded once is not rounded again. */
function assertFloats({ words, layers }: BertWeights, id: string): void {
  const integers = [words, ...layers.flatMap(({ query, output }) => [query, output])].find(
    ({ quantization }) => quantization,
  );
  if (!integers) return;
  throw new EmbedError(
    'invalid-input',
    `The weights of ${id} are integers already. Give a file of floats: --dtype fp32, or fp16.`,
    { details: { model: id } },
  );
}
