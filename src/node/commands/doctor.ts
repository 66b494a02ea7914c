import { EmbedError } from '../../engine/errors.js';
import { DEFAULT_MODEL } from '../../engine/models/catalog.js';
import { withoutSecrets } from '../../engine/utils/fileError.js';
import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import { type Command, readArguments, UsageError } from './command.js';

const OPTIONS = {
  models: { type: 'string', text: "the page's modelsUrl, such as /models (default: the Hub, not looked at)" },
  model: { type: 'string', text: `the model that the page uses (default: ${DEFAULT_MODEL})` },
  worker: {
    type: 'string',
    multiple: true,
    text: 'the address of a worker file, if it is not found in the scripts of the page',
  },
} as const;

const SIGNS = { ok: 'ok  ', note: 'note', broken: 'FIX ' };

/** `npx react-embeddings doctor`: what a running site serves wrongly. */
export const doctorCommand: Command = {
  purpose: 'Looks at a running site: are workers and models served so that browsers can use them?',
  usage: 'https://app.example/search --models /models',
  options: OPTIONS,
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1, 'URL');
    const [url = ''] = positionals;
    if (!/^https?:/.test(url) || !URL.canParse(url))
      throw new UsageError(`"${withoutSecrets(url)}" is not an http(s) URL.`);
    const { models, model, worker: workers } = values;
    const findings = await examine(url, { models, model, workers, signal });
    for (const finding of findings) console.log(textOf(finding));
    const wrong = findings.filter(({ level }) => level === 'broken').length;
    if (wrong > 0) throw new EmbedError('request-failed', `Problems found: ${wrong}.`);
  },
};

function textOf(finding: Finding): string {
  const line = `${SIGNS[finding.level]} ${finding.what}`;
  return finding.level === 'ok' ? line : `${line}\n     ${finding.fix}`;
}
