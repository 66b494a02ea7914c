import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';
import type { Embedder, FilePrecision } from '../engine/index.js';
import { isSpec, resolveModel } from '../engine/models/catalog.js';
import type { ModelSpec } from '../engine/models/types.js';
import {
  buildIndex,
  createNodeEmbedder,
  findBrowser,
  type ItemShape,
  modelsUrlOf,
  type NodeEmbedderOptions,
  parseItems,
  readersOf,
  verifyInBrowser,
} from '../node/index.js';
import { decodeText } from '../node/text.js';
import { writeWhole } from '../node/writeWhole.js';

/** Options of {@link searchIndexes}. */
export interface SearchIndexesOptions extends ItemShape, Pick<NodeEmbedderOptions, 'models' | 'maxWorkers'> {
  /** The id of a model, `owner/name`, or a description. @default 'bge-small-en-v1.5' */
  readonly model?: string | ModelSpec;
  /**
   * How vectors are written.
   * @default 'int8'
   */
  readonly precision?: FilePrecision;
  /**
   * Whether a build fails when a browser gives other vectors: `auto` compares where there is a Chromium. Models that are
   * known by their folder only are not compared.
   * @default 'auto'
   */
  readonly check?: 'auto' | 'always' | 'never';
}

const QUERY = '?search-index';

/**
 * A Vite plugin: `import source from './notes.jsonl?search-index'` is the URL of an index of the items in that file, made by
 * the build, for `createSearchIndex({ source, … })`. What was made once is kept in Vite's cache folder.
 */
export function searchIndexes(options: SearchIndexesOptions = {}): Plugin {
  let config: ResolvedConfig;
  const served = new Map<string, string>();
  return {
    name: 'react-embeddings:search-indexes',
    configResolved(resolved) {
      config = resolved;
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = served.get(request.url ?? '');
        if (path === undefined) return next();
        readFile(path).then((file) => {
          response.setHeader('Content-Type', 'application/octet-stream');
          response.end(file);
        }, next);
      });
    },
    async load(id) {
      if (!id.endsWith(QUERY)) return undefined;
      const source = id.slice(0, -QUERY.length);
      this.addWatchFile(source);
      const isBuild = config.command === 'build';
      const path = await builtFile(source, options, join(config.cacheDir, 'react-embeddings'), isBuild);
      if (isBuild) {
        const name = `${basename(source).replace(/\.[^.]*$/, '')}.index`;
        const file = this.emitFile({ type: 'asset', name, source: await readFile(path) });
        return `export default import.meta.ROLLUP_FILE_URL_${file};`;
      }
      const url = `${config.base}@search-index/${basename(path)}`;
      served.set(url, path);
      return `export default ${JSON.stringify(url)};`;
    },
  };
}

/** The path of the index of a file's items, made now if it was not made before. */
async function builtFile(
  source: string,
  options: SearchIndexesOptions,
  folder: string,
  isBuild: boolean,
): Promise<string> {
  const { precision = 'int8', text, id, fields, semantic, language } = options;
  const content = decodeText(await readFile(source), source);
  const embedder = createNodeEmbedder(options);
  try {
    if (!isSpec(resolveModel(options.model))) await embedder.load(); // its files tell the space
    const shape = JSON.stringify([text, id, fields, semantic, language]);
    const name = createHash('sha256')
      .update(JSON.stringify([content, embedder.space, precision, shape]))
      .digest('hex')
      .slice(0, 32);
    const path = join(folder, `${name}.index`);
    const items = parseItems(content, source);
    const readers = readersOf(items, options);
    if (!(await readFile(path).catch(() => undefined))) {
      const file = await buildIndex(items, { ...readers, embedder, precision });
      await writeWhole(path, file);
    }
    if (isBuild) await checkInBrowser(items.map(readers.getText), embedder, options);
    return path;
  } finally {
    await embedder.dispose();
  }
}

async function checkInBrowser(
  texts: readonly string[],
  embedder: Embedder,
  { check = 'auto', model, models }: SearchIndexesOptions,
): Promise<void> {
  const spec = resolveModel(model);
  if (check === 'never' || !isSpec(spec)) return;
  const browser = findBrowser();
  if (browser) {
    await verifyInBrowser(texts, { embedder, spec, modelsUrl: modelsUrlOf(models), browser });
  } else if (check === 'always') {
    throw new Error('There is no browser to compare with. Set CHROME_PATH to a Chromium.');
  }
}
