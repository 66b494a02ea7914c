import { readFile } from 'node:fs/promises';
import type { SearchIndexState } from '../../engine/index.js';
import { isSpec, resolveModel } from '../../engine/models/catalog.js';
import type { ModelSpec } from '../../engine/models/types.js';
import { buildIndex } from '../buildIndex.js';
import { modelsUrlOf } from '../createNodeEmbedder.js';
import { findBrowser } from '../findBrowser.js';
import { type DroppedItem, droppedItems, parseItems, readersOf } from '../items.js';
import { decodeText } from '../text.js';
import { verifyInBrowser } from '../verifyInBrowser.js';
import { writeWhole } from '../writeWhole.js';
import {
  type Command,
  MODEL_OPTIONS,
  readArguments,
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
  precision: { type: 'string', text: 'int8, a quarter of the size (default), or float32' },
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
  async run(args, signal) {
    const { values, positionals } = readArguments(args, OPTIONS, 1);
    const { out, model, models, precision = 'int8', check: when = 'auto' } = values;
    if (out === undefined) throw new UsageError('Name the file to write, with --out.');
    if (precision !== 'int8' && precision !== 'float32') throw new UsageError(`--precision is ${precision}.`);
    const choice = resolveModel(model);
    const spec = isSpec(choice) ? choice : undefined;
    assertCheck(when, spec);
    const [path = ''] = positionals;
    const content = decodeText(await readFile(path), path);
    const items = parseItems(content, path);
    const readers = readersOf(items, shapeOf(values));
    await withEmbedder(values, async (embedder) => {
      const verification = spec && { spec, embedder, modelsUrl: modelsUrlOf(models), signal };
      const progress = progressLine('texts');
      const onProgress = ({ embedded, items }: SearchIndexState) => progress.show(embedded, items);
      const make = async () => {
        const file = await buildIndex(items, { ...readers, embedder, precision, signal, onProgress });
        progress.end();
        await check(when, items.map(readers.getText), verification);
        return file;
      };
      const bytes = await writeMade(out, make);
      const dropped = droppedItems(content, items, readers.getId);
      tellDropped(dropped);
      const count = items.length - dropped.length;
      console.log(`${out}: ${count} items, ${(bytes / 1e6).toFixed(1)} MB, ${embedder.space}`);
    });
  },
};

/** Writes what `make` gives. A file that cannot be written is told before that is called. @returns its bytes */
async function writeMade(path: string, make: () => Promise<Uint8Array>): Promise<number> {
  let bytes = 0;
  async function* content() {
    const made = await make();
    bytes = made.length;
    yield made;
  }
  await writeWhole(path, content());
  return bytes;
}

/** So many of them are named. */
const MAX_NAMED = 20;

function tellDropped(dropped: readonly DroppedItem[]): void {
  if (dropped.length === 0) return;
  const names = dropped.slice(0, MAX_NAMED).map(({ id, location }) => `  ${location}: ${JSON.stringify(id)}`);
  const more = dropped.length > MAX_NAMED ? [`  and ${dropped.length - MAX_NAMED} more`] : [];
  console.warn([`Left out: ${dropped.length} items whose id a later one has:`, ...names, ...more].join('\n'));
}

/** @throws {UsageError} before anything is embedded. */
function assertCheck(when: string, spec: ModelSpec | undefined): void {
  if (when !== 'auto' && when !== 'always' && when !== 'never') throw new UsageError(`--check is ${when}.`);
  if (when !== 'always') return;
  if (!spec) throw new UsageError(`--check always compares models of the catalog only. ${LEAVE_OUT}`);
  if (!findBrowser()) throw new UsageError('No browser was found. Set CHROME_PATH to a Chromium.');
}

const LEAVE_OUT = 'Leave it out, or pass --check never.';

async function check(
  when: string,
  texts: readonly string[],
  options: Omit<Parameters<typeof verifyInBrowser>[1], 'browser'> | undefined,
): Promise<void> {
  if (when === 'never') return;
  if (!options) return console.warn('Not compared with a browser: its files are not in the catalog.');
  const browser = findBrowser();
  if (browser) {
    const cosine = await verifyInBrowser(texts, { ...options, browser });
    console.log(`A browser gives the same vectors (smallest cosine ${cosine.toFixed(4)}).`);
  } else {
    console.warn(
      'Not compared with a browser: none was found. Set CHROME_PATH to one, or pass --check never.',
    );
  }
}
