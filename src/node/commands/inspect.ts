import { EmbedError } from '../../engine/errors.js';
import { createNodeEmbedder } from '../createNodeEmbedder.js';
import { type ReadModel, readModel } from '../readModel.js';
import { type Command, modelLocation, readArguments, SOURCE_OPTIONS } from './command.js';

const OPTIONS = {
  ...SOURCE_OPTIONS,
  load: { type: 'boolean', text: 'download a model that is not in a folder here, and try what runs it' },
} as const;

/** `npx react-embeddings inspect`: how a model would be run. */
export const inspectCommand: Command = {
  purpose: 'Tells how a model would be run, which file says so, and what runs it and why.',
  usage: 'public/models/owner/name, or an id',
  options: OPTIONS,
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1, 'folder or model');
    const [name = ''] = positionals;
    const { source, models, folder } = await modelLocation(name, values.models);
    const model = await readModel(source, { ...values, models, signal });
    console.log(`${model.id}\n\n${linesOf(model).join('\n')}`);
    if (folder === undefined && !isLocal(model) && !values.load)
      console.log(lineOf('run by', 'not tried: --load downloads the weights and tries'));
    else await tryIt(model, models, signal);
  },
};

const isLocal = ({ folder }: ReadModel) => folder.startsWith('file:');

function linesOf({ rules, reasons, files, license, folder }: ReadModel): string[] {
  const from = (rule: keyof NonNullable<typeof reasons>) => reasons?.[rule] ?? 'catalog';
  const { prompts, fullDimensions, dense = [] } = rules;
  const cut = fullDimensions === undefined ? '' : ` of ${fullDimensions}`;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    lineOf('folder', folder),
    lineOf('pooling', rules.pooling, from('pooling')),
    lineOf('normalize', String(rules.normalize), from('normalize')),
    lineOf('maxTokens', String(rules.maxTokens), from('maxTokens')),
    lineOf('dimensions', `${rules.dimensions}${cut}`, from('dimensions')),
    lineOf('query', JSON.stringify(prompts.query), from('prompts')),
    lineOf('document', JSON.stringify(prompts.document), from('prompts')),
    ...dense.map(({ path, activation }) => lineOf('dense', activation, path)),
    lineOf('weights', files[1]?.path ?? '', from('weights')),
    ...files.map(({ path, bytes, sha256 }) =>
      lineOf('file', `${path}, ${megabytes(bytes)}`, sha256 ? '' : 'its SHA-256 is not told'),
    ),
    lineOf('license', license ?? 'not told'),
  ];
}

function lineOf(name: string, value: string, from = ''): string {
  return `  ${name.padEnd(11)} ${value}${from && `   (${from})`}`;
}

/** Loads the model as a page does, without the GPU, and makes a vector. */
async function tryIt({ choice }: ReadModel, models: string | undefined, signal: AbortSignal): Promise<void> {
  const embedder = createNodeEmbedder({
    model: choice,
    maxWorkers: 1,
    ...(models !== undefined && { models }),
  });
  try {
    await embedder.embed('a', { signal });
    const state = embedder.getState();
    if (state.status !== 'ready') throw new EmbedError('worker-crashed', 'The worker has stopped.');
    console.log(lineOf('run by', state.runtime, state.encoderUnsupported?.message));
    console.log(lineOf('space', embedder.space));
  } finally {
    await embedder.dispose();
  }
}
