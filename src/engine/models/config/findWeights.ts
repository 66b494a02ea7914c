import { EmbedError } from '../../errors.js';
import { type Dtype, type Json, type ModelFolder, textOf } from './modelSource.js';

/** The file of a model's weights. */
export interface WeightsFound {
  readonly path: string;
  /** Files of external data that belong to it. */
  readonly data: readonly string[];
  readonly why: string;
}

/** How the Hub names the files of each type: `onnx/model${suffix}.onnx`. */
const SUFFIXES: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** Dtypes that compute in float16. */
const HALF: readonly Dtype[] = ['fp16', 'q4f16'];
/** Model types whose activations overflow in float16: vectors are NaN, or wrong. */
const NEVER_HALF = /gemma/;

/** Some servers answer any address. */
const MAX_FILES = 100;

interface Wanted {
  readonly config: Json;
  readonly isStatic: boolean;
  readonly dtype: Dtype | undefined;
}

/**
 * Finds the weights: those of the type that is asked for, or else q8, then fp32, then q4. A static model's, and a BERT's that has
 * no ONNX file, are in safetensors.
 * @throws {EmbedError} `model-not-found`; `invalid-input` for an unknown type, or one that the model cannot be run in.
 */
export async function findWeights(
  folder: ModelFolder,
  { config, isStatic, dtype }: Wanted,
): Promise<WeightsFound> {
  if (dtype !== undefined && !(dtype in SUFFIXES))
    throw new EmbedError(
      'invalid-input',
      `There is no dtype "${dtype}". Use ${Object.keys(SUFFIXES).join(', ')}.`,
    );
  if (dtype && HALF.includes(dtype)) assertHalf(config, dtype);
  const safetensors = 'model.safetensors';
  if (isStatic) return { path: safetensors, data: [], why: 'a static model' };
  const wanted: readonly Dtype[] = dtype === undefined ? ['q8', 'fp32', 'q4'] : [dtype];
  for (const each of wanted) {
    const path = `onnx/model${SUFFIXES[each]}.onnx`;
    if (await folder.has(path)) return { path, data: await externalData(folder, path), why: each };
  }
  const isBert = textOf(config, 'model_type') === 'bert';
  if (isBert && (dtype === undefined || dtype === 'fp32') && (await folder.has(safetensors)))
    return { path: safetensors, data: [], why: 'a BERT without an ONNX file' };
  const tried = wanted.map((each) => `onnx/model${SUFFIXES[each]}.onnx`).join(' or ');
  throw new EmbedError(
    'model-not-found',
    `The model's folder has no ${tried}. Pass the dtype that it has, or use a conversion to ONNX of this model.`,
    { details: { tried } },
  );
}

function assertHalf(config: Json, dtype: Dtype): void {
  const type = textOf(config, 'model_type') ?? '';
  if (!NEVER_HALF.test(type)) return;
  throw new EmbedError(
    'invalid-input',
    `A model of type ${type} gives wrong vectors in ${dtype}, which cannot hold its numbers. Use q8, q4 or fp32.`,
    { details: { dtype, type } },
  );
}

/** `model.onnx_data`, `model.onnx_data_1`, … as the Hub names it; or `model.onnx.data`, as PyTorch does. */
async function externalData(folder: ModelFolder, path: string): Promise<string[]> {
  const found: string[] = [];
  for (
    let name = `${path}_data`;
    found.length < MAX_FILES && (await folder.has(name));
    name = `${path}_data_${found.length}`
  )
    found.push(name);
  const other = `${path}.data`;
  return found.length === 0 && (await folder.has(other)) ? [other] : found;
}
