import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbedError } from '../../engine/errors.js';
import { type Bits, convertModel, PATHS } from '../convert/convertModel.js';
import { measureLoss } from '../convert/measureLoss.js';
import { pruneModel } from '../convert/pruneModel.js';
import { licenseInCard } from '../fetchModel.js';
import { type ReadModel, readModel } from '../readModel.js';
import { assertWritable } from '../writeWhole.js';
import { type Command, modelLocation, readArguments, SOURCE_OPTIONS, UsageError } from './command.js';
import { progressLine } from './progressLine.js';

const OPTIONS = {
  to: { type: 'string', text: 'the folder of the new model: public/models/mine' },
  ...SOURCE_OPTIONS,
  bits: { type: 'string', text: '8, or 4 for half the bytes, in some minutes (default: 8)' },
  texts: {
    type: 'string',
    text: 'for 4 bits: texts like those that the model will read, one a line (default: English ones)',
  },
  languages: {
    type: 'string',
    text: 'leave the pieces of these alone: de,en. Weights stay as they are (multilingual-e5-small has 11)',
  },
  mixed: {
    type: 'boolean',
    text: 'for 4 bits: some weights of the last layer stay in 8 bits, for 3% more bytes and closer vectors',
  },
  dtype: { type: 'string', text: 'which weights to convert: fp32 or fp16 (default: what there is)' },
} as const;

/** `npx react-embeddings convert`: a BERT's weights in 8 or 4 bits. */
export const convertCommand: Command = {
  purpose:
    'Converts a BERT (safetensors or ONNX, fp32 or fp16) to 8 or 4 bits, as the encoder reads them best.',
  usage: 'path/to/model --to public/models/mine',
  options: OPTIONS,
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1, 'folder or model');
    const { to, dtype, revision } = values;
    if (to === undefined) throw new UsageError('Name the folder to write to, with --to.');
    await assertWritable(to);
    if (values.languages !== undefined) {
      const folder = await folderOf(positionals[0] ?? '', values.models);
      return prune(folder, to, values.languages.split(','), signal);
    }
    const { source, models } = await modelLocation(positionals[0] ?? '', values.models);
    const read = (wanted: string) => readModel(source, { models, revision, dtype: wanted, signal });
    const model = await (dtype === undefined ? read('fp32').catch(orHalf(read)) : read(dtype));
    const bits = bitsOf(values.bits);
    const texts = values.texts === undefined ? undefined : linesOf(await readFile(values.texts, 'utf8'));
    const progress = progressLine('layers');
    const { path, before, bytes, weights } = await convertModel(model, to, {
      bits,
      ...(texts && { texts }),
      mixed: values.mixed ?? false,
      onProgress: progress.show,
      signal,
    });
    if (bits === 4) progress.end();
    console.log(`${path}: ${megabytes(bytes)} MB, of ${megabytes(before)} MB`);
    const cosine = await measureLoss(
      to,
      { path: PATHS[bits], dtype: bits === 8 ? 'q8' : 'q4' },
      weights,
      signal,
    );
    console.log(`Cosines of its vectors to those of the floats: at least ${cosine.toFixed(4)}`);
    console.log(`License: ${model.license ?? (await licenseInCard(model)) ?? 'not told. Look it up'}`);
  },
};

/** A model's folder on this computer. */
async function folderOf(name: string, models: string | undefined) {
  const { source, models: parent, folder } = await modelLocation(name, models);
  if (folder !== undefined) return { source, models: parent };
  return modelLocation(join(models ?? '', name), models);
}

async function prune(
  { source, models }: Pick<Awaited<ReturnType<typeof modelLocation>>, 'source' | 'models'>,
  to: string,
  languages: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { path, before, bytes, pieces } = await pruneModel(
    await readModel(source, { models, signal }),
    to,
    languages,
  );
  console.log(`${path}: ${megabytes(bytes)} MB, of ${megabytes(before)} MB; ${pieces} pieces`);
}

function bitsOf(given = '8'): Bits {
  if (given === '8' || given === '4') return Number(given) as Bits;
  throw new UsageError(`Weights take 8 or 4 bits, and not ${given}.`);
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

/** Where there are no weights of 32 bits, those of 16. */
function orHalf(read: (dtype: string) => Promise<ReadModel>) {
  return (error: unknown) => {
    if (!EmbedError.is(error, 'model-not-found')) throw error;
    return read('fp16').catch((other) => {
      throw EmbedError.is(other, 'model-not-found') ? error : other;
    });
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
