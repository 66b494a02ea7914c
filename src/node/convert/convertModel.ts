import { join } from 'node:path';
import { EmbedError } from '../../engine/errors.js';
import { request } from '../../engine/workers/embedding/download/request.js';
import { readBert } from '../../engine/workers/embedding/formats/readBert.js';
import type { BertWeights } from '../../engine/workers/embedding/formats/types.js';
import { createTokenizer } from '../../engine/workers/embedding/tokenizer/createTokenizer.js';
import type { ReadModel } from '../readModel.js';
import { resolveInside } from '../resolveInside.js';
import { writeWhole } from '../writeWhole.js';
import { calibrationTexts } from './calibrationTexts.js';
import { writeBert } from './writeBert.js';

/** Where the Hub, and our loader, have the weights of each precision. */
export const PATHS = { 8: 'onnx/model_quantized.onnx', 4: 'onnx/model_q4.onnx' } as const;

/** How many bits a weight takes. */
export type Bits = keyof typeof PATHS;

/** Options of {@link convertModel}. */
export interface ConvertOptions {
  readonly bits: Bits;
  /**
   * What weights of 4 bits are rounded by: texts like those that the model will read: the first 40,000 tokens of them.
   * @default English ones: `calibrationTexts`
   */
  readonly texts?: readonly string[];
  /**
   * For 4 bits: whether the weights of the last layer that matter most stay in 8. Vectors are closer to those of the floats for
   * 3% more bytes; models of few layers need it.
   * @default false
   */
  readonly mixed?: boolean;
  /** Is told how many of the layers are rounded. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the rounding to 4 bits, behind the layer that it is at; nothing is written then. */
  readonly signal?: AbortSignal;
}

/** What a conversion has come to. */
export interface ConvertedModel {
  /** The path of the weights that were written, and how many bytes there were before and are now. */
  readonly path: string;
  readonly before: number;
  readonly bytes: number;
  readonly weights: BertWeights;
}

/**
 * How many tokens weights are rounded by, of how many a text at most: of the texts that we bring, what does in minutes; of given ones,
 * more. Of bge-small's cosine to full precision 6,000 tokens lose 0.8%, 16,000 lose 0.65%.
 */
const OWN_TEXTS = { tokens: 16_000, perText: 128 };
const GIVEN_TEXTS = { tokens: 40_000, perText: 320 };
/** Every so many texts one is read as a query. */
const QUERY_EVERY = 8;

/**
 * Writes a model's folder with its weights in 8 or 4 bits, as the encoder reads them: its other files are copied.
 * @param to the folder of the new model
 * @throws {EmbedError} `invalid-input` for a model that is no BERT, or whose weights are not floats; `model-load-failed`
 * for a broken file.
 */
export async function convertModel(
  model: ReadModel,
  to: string,
  { bits, texts = calibrationTexts, mixed = false, onProgress, signal }: ConvertOptions,
): Promise<ConvertedModel> {
  const { id, folder, files, describing, rules, tools } = model;
  const [tokenizer = '', source, ...others] = files.map(({ path }) => path);
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
  const { weights } = read;
  assertFloats(weights, id);
  const vocabulary = await bytesOf(tokenizer);
  const converted =
    bits === 8
      ? writeBert(weights, 'q8')
      : await inFourBits(weights, vocabulary, rules, { texts, mixed, onProgress, signal });
  await writeWhole(await resolveInside(to, PATHS[bits]), converted);
  await writeWhole(await resolveInside(to, tokenizer), vocabulary);
  for (const path of [...others, ...describing])
    await writeWhole(await resolveInside(to, path), await bytesOf(path));
  const path = join(to, PATHS[bits]);
  return { path, before: original.length, bytes: converted.length, weights };
}

type RoundingOptions = Required<Pick<ConvertOptions, 'texts' | 'mixed'>> & {
  readonly [K in 'onProgress' | 'signal']: ConvertOptions[K] | undefined;
};

async function inFourBits(
  weights: BertWeights,
  vocabulary: Uint8Array,
  { prompts, pooling }: ReadModel['rules'],
  { texts, mixed, onProgress, signal }: RoundingOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const tokenizer = await createTokenizer(vocabulary, {
    tokenizersUrl: new URL('../../engine/tokenizers/tokenizers.wasm', import.meta.url).href,
  });
  const inputs = texts.map((text, i) => (i % QUERY_EVERY ? prompts.document : prompts.query) + text);
  const { tokens, perText } = texts === calibrationTexts ? OWN_TEXTS : GIVEN_TEXTS;
  const maxTokens = Math.min(perText, weights.positions.rows);
  let left = tokens;
  const ids = tokenizer.encode(inputs, { maxTokens }).flatMap((encoding) => {
    left -= encoding.ids.length;
    return left + encoding.ids.length > 0 ? [encoding.ids] : [];
  });
  if (ids.length === 0)
    throw new EmbedError('invalid-input', 'Rounding to 4 bits needs texts, and there are none.');
  // onnxruntime-web is loaded only for this.
  const { roundBert } = await import('./roundBert.js');
  const layers = weights.layers.length;
  const onLayer = (done: number) => onProgress?.(done, layers);
  return writeBert(weights, await roundBert(weights, ids, { mixed, pooling, onLayer, signal }));
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
