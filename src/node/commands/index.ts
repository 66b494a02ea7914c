import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SearchIndexState } from '../../engine/index.js';
import { findModel } from '../../engine/models.js';
import { buildIndex } from '../buildIndex.js';
import { modelsUrlOf } from '../createNodeEmbedder.js';
import { parseItems, readersOf } from '../items.js';
import { checkParity, findBrowser } from '../parity.js';
import {
  type Command,
  MODEL_OPTIONS,
  readWords,
  SHAPE_OPTIONS,
  shapeOf,
  UsageError,
  withEmbedder,
} from './command.js';
import { progressLine } from './progressLine.js';

const OPTIONS = {
  out: { type: 'string', text: 'the file to write' },
  ...MODEL_OPTIONS,
  ...SHAPE_OPTIONS,
  vectors: { type: 'string', text: 'int8, a quarter of the size (default), or float32' },
  check: {
    type: 'string',
    text: 'compare with a browser: auto, if there is one (default), always, or never',
  },
} as const;

/** `npx react-embeddings index`: the file of an index, made once for all visitors. */
export const indexCommand: Command = {
  purpose: 'Makes the file of an index of items, one JSON value a line: pages load it as `source`.',
  usage: 'items.jsonl --out public/items.index',
  options: OPTIONS,
  async run(words, signal) {
    const { values, positionals } = readWords(words, OPTIONS, 1);
    const { out, model, models, vectors = 'int8' } = values;
    if (out === undefined) throw new UsageError('Name the file to write, with --out.');
    if (vectors !== 'int8' && vectors !== 'float32') throw new UsageError(`--vectors is ${vectors}.`);
    const [path = ''] = positionals;
    const items = parseItems(await readFile(path, 'utf8'), path);
    const readers = readersOf(items, shapeOf(values));
    await withEmbedder(values, async (embedder) => {
      const progress = progressLine('texts');
      const onProgress = ({ embedded, items }: SearchIndexState) => progress.show(embedded, items);
      const file = await buildIndex(items, { ...readers, embedder, vectors, signal, onProgress });
      progress.end();
      const parity = { embedder, spec: findModel(model), modelsUrl: modelsUrlOf(models), signal };
      await check(values.check ?? 'auto', items.map(readers.getText), parity);
      await mkdir(dirname(out), { recursive: true });
      await writeFile(`${out}.part`, file);
      await rename(`${out}.part`, out);
      const megabytes = (file.length / 1e6).toFixed(1);
      console.log(`${out}: ${items.length} items, ${megabytes} MB, ${embedder.space}`);
    });
  },
};

async function check(
  when: string,
  texts: readonly string[],
  options: Omit<Parameters<typeof checkParity>[1], 'browser'>,
): Promise<void> {
  if (when === 'never') return;
  if (when !== 'auto' && when !== 'always') throw new UsageError(`--check is ${when}.`);
  const browser = findBrowser();
  if (browser) {
    const cosine = await checkParity(texts, { ...options, browser });
    console.log(`A browser gives the same vectors (smallest cosine ${cosine.toFixed(4)}).`);
  } else if (when === 'auto') {
    console.warn(
      'Not compared with a browser: none was found. Set CHROME_PATH to one, or pass --check never.',
    );
  } else throw new UsageError('No browser was found. Set CHROME_PATH to a Chromium.');
}
