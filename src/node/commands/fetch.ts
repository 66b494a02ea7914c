import { DEFAULT_MODEL, isSpec } from '../../engine/models/catalog.js';
import { fetchModel, licenseInCard } from '../fetchModel.js';
import { type ReadModel, readModel } from '../readModel.js';
import { type Command, readArguments, SOURCE_OPTIONS, UsageError } from './command.js';
import { progressLine } from './progressLine.js';

const OPTIONS = {
  to: { type: 'string', text: 'the folder of models, which your app serves: public/models' },
  ...SOURCE_OPTIONS,
} as const;

/** `npx react-embeddings fetch`: a model's files for your own server. */
export const fetchCommand: Command = {
  purpose: "Downloads a model's files, verified, into a folder that your app serves as its `modelsUrl`.",
  usage: `${DEFAULT_MODEL} --to public/models`,
  options: OPTIONS,
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1, 'model');
    const { to } = values;
    if (to === undefined) throw new UsageError('Name the folder to write to, with --to.');
    const [name = ''] = positionals;
    const model = await readModel(name, { ...values, signal });
    const progress = progressLine('MB');
    const onBytes = (loaded: number, total: number) => progress.show(megabytes(loaded), megabytes(total));
    const { folder, bytes, stored, fetched, unverified } = await fetchModel(model, { to, onBytes });
    if (fetched.length > 0) progress.end();
    const there = stored.length > 0 ? `, ${stored.length} of them there already` : '';
    console.log(`${folder}: ${stored.length + fetched.length} files, ${megabytes(bytes)} MB${there}`);
    if (unverified.length > 0)
      console.log(`Not verified, since the server tells no SHA-256 of them: ${unverified.join(', ')}`);
    console.log(`License: ${model.license ?? (await licenseInCard(model)) ?? 'not told. Look it up'}`);
    console.log(`In the page: createEmbedder({ model: ${nameOf(name, model)}, modelsUrl: ${urlOf(to)} })`);
  },
};

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

/** What the page has to name, so that it takes these files. */
function nameOf(name: string, { choice, repo }: ReadModel): string {
  if (isSpec(choice) || choice.dtype === undefined) return `'${name}'`;
  return `{ repo: '${repo}', dtype: '${choice.dtype}' }`;
}

/** Most tools serve what is in `public` from the root. */
function urlOf(to: string): string {
  const served = /(?:^|[/\\])public[/\\](.+?)[/\\]*$/.exec(to)?.[1];
  return served === undefined ? `'the URL of ${to}'` : `'/${served.replaceAll('\\', '/')}'`;
}
