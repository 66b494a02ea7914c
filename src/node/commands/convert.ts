import { readFile } from 'node:fs/promises';
import { EmbedError } from '../../engine/errors.js';
import { type Bits, convertModel, PATHS } from '../convert/convertModel.js';
import { measureLoss } from '../convert/measureLoss.js';
import { licenseInCard } from '../fetchModel.js';
import { type ReadModel, readModel } from '../readModel.js';
import { type Command, placeOf, readWords, SOURCE_OPTIONS, UsageError } from './command.js';
import { progressLine } from './progressLine.js';

const OPTIONS = {
  to: { type: 'string', text: 'the folder of the new model: public/models/mine' },
  ...SOURCE_OPTIONS,
  bits: { type: 'string', text: '8, or 4 for half the bytes, in a minute or two (default: 8)' },
  texts: {
    type: 'string',
    text: 'for 4 bits: texts like those that the model will read, one a line (default: English ones)',
  },
  dtype: { type: 'string', text: 'which weights to convert: fp32 or fp16 (default: what there is)' },
} as const;

/** `npx react-embeddings convert`: a BERT's weights in 8 or 4 bits. */
export const convertCommand: Command = {
  purpose:
    'Converts a BERT (safetensors or ONNX, fp32 or fp16) to 8 or 4 bits, as the encoder reads them best.',
  usage: 'path/to/model --to public/models/mine',
  options: OPTIONS,
  async run(words, signal) {
    const { values, positionals } = readWords(words, OPTIONS, 1, 'folder or model');
    const { to, dtype, revision } = values;
    if (to === undefined) throw new UsageError('Name the folder to write to, with --to.');
    const { source, models } = await placeOf(positionals[0] ?? '', values.models);
    const read = (wanted: string) => readModel(source, { models, revision, dtype: wanted, signal });
    const model = await (dtype === undefined ? read('fp32').catch(orHalf(read)) : read(dtype));
    const bits = bitsOf(values.bits);
    const texts = values.texts === undefined ? undefined : linesOf(await readFile(values.texts, 'utf8'));
    const progress = progressLine('layers');
    const { path, before, bytes, weights } = await convertModel(model, to, {
      bits,
      ...(texts && { texts }),
      onProgress: progress.show,
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
    console.log(`Licence: ${model.license ?? (await licenseInCard(model)) ?? 'not told. Look it up'}`);
  },
};

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
