import { EmbedError } from '../../engine/errors.js';
import { convertModel } from '../convert/convertModel.js';
import { measureLoss } from '../convert/measureLoss.js';
import { licenseInCard } from '../fetchModel.js';
import { type ReadModel, readModel } from '../readModel.js';
import { type Command, placeOf, readWords, SOURCE_OPTIONS, UsageError } from './command.js';

const OPTIONS = {
  to: { type: 'string', text: 'the folder of the new model: public/models/mine' },
  ...SOURCE_OPTIONS,
  dtype: { type: 'string', text: 'which weights to convert: fp32 or fp16 (default: what there is)' },
} as const;

/** `npx react-embeddings convert`: a BERT's weights in 8 bits. */
export const convertCommand: Command = {
  purpose: 'Converts a BERT (safetensors or ONNX, fp32 or fp16) to 8 bits, as the encoder reads them best.',
  usage: 'path/to/model --to public/models/mine',
  options: OPTIONS,
  async run(words, signal) {
    const { values, positionals } = readWords(words, OPTIONS, 1, 'folder or model');
    const { to, dtype, revision } = values;
    if (to === undefined) throw new UsageError('Name the folder to write to, with --to.');
    const { source, models } = await placeOf(positionals[0] ?? '', values.models);
    const read = (wanted: string) => readModel(source, { models, revision, dtype: wanted, signal });
    const model = await (dtype === undefined ? read('fp32').catch(orHalf(read)) : read(dtype));
    const { path, before, bytes, weights } = await convertModel(model, to);
    console.log(`${path}: ${megabytes(bytes)} MB, of ${megabytes(before)} MB`);
    const cosine = await measureLoss(to, weights, signal);
    console.log(`Cosines of its vectors to those of the floats: at least ${cosine.toFixed(4)}`);
    console.log(`Licence: ${model.license ?? (await licenseInCard(model)) ?? 'not told. Look it up'}`);
  },
};

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
