// What the build changes in sources, so that bundlers of apps find each file that is loaded on demand by its address. A rewrite
// fails the build where a source is not as it expects, or is not there: the package would work here and break in apps.

import { readdirSync } from 'node:fs';

/** What onDemand.ts and tokenizer/onDemand.ts load: each a file beside the worker. */
export const ON_DEMAND = {
  tokenizer: 'tokenizer/rustTokenizer',
  webgpu: 'runtimes/webgpu/start',
  resolve: 'loadSource',
  static: 'runtimes/static/staticModel',
  safetensors: 'formats/safetensorsBert',
  finish: 'runtimes/postprocess',
  split: 'splitText',
};

export const LANGUAGE_FOLDER = 'src/engine/workers/search/languages';
/** What workers/search/onDemand.ts loads: the words of each language. */
export const LANGUAGES = readdirSync(LANGUAGE_FOLDER).map((file) => file.replace('.ts', ''));

/** @typedef {{ error: (message: string) => never }} Context of a plugin's hook */
/** @typedef {(code: string, fail: (reason: string) => never) => string} Rewrite */

/**
 * A plugin that rewrites these files, each of which has to be there.
 * @param {string} name
 * @param {Record<string, Rewrite>} rewrites by the end of the file's path, without `.ts`
 * @param {{ optional?: boolean }} [options] `optional`: some inputs do without them
 */
function rewriting(name, rewrites, { optional = false } = {}) {
  const files = Object.keys(rewrites);
  const missing = new Set(files);
  return {
    name,
    transform: {
      filter: {
        id: new RegExp(`(?:${files.map((file) => file.replaceAll('/', '[\\\\/]')).join('|')})\\.ts$`),
      },
      /**
       * @this {Context}
       * @param {string} code
       * @param {string} id
       */
      handler(code, id) {
        const file = files.find((path) => id.replaceAll('\\', '/').endsWith(`${path}.ts`)) ?? '';
        missing.delete(file);
        return rewrites[file]?.(code, (reason) => this.error(`${name}: ${id} ${reason}`));
      },
    },
    /** @this {Context} */
    generateBundle() {
      if (missing.size > 0 && !optional) this.error(`${name}: found no ${[...missing].join(', ')}`);
    },
  };
}

/**
 * Puts an address into each `import('./PATH.js')`.
 * @param {Record<string, string>} paths the file beside the worker of each path, of which none is left out
 * @param {(file: string) => string} importOf
 * @param {string} [before] put before the code
 * @returns {Rewrite}
 */
function importsByAddress(paths, importOf, before = '') {
  return (code, fail) => {
    const missing = new Set(Object.keys(paths));
    const changed = code.replaceAll(/import\('\.\/([\w/]+)\.js'\)/g, (_, path) => {
      missing.delete(path);
      const file = paths[path];
      // A file that is not in the table would lie where no bundler puts it.
      return file === undefined ? fail(`loads ${path}, which is no file of its own`) : importOf(file);
    });
    if (missing.size > 0) fail(`does not load ${[...missing].join(', ')}`);
    return before + changed;
  };
}

const importOf = (/** @type {string} */ address) =>
  `import(/* @vite-ignore */ /* webpackIgnore: true */ ${address})`;
/** Bundlers recognize this very expression, and copy the file as it is. */
const importByAddress = (/** @type {string} */ file) =>
  importOf(`new URL('./on-demand-${file}.js', import.meta.url).href`);
/** The same where the page may know better (utils/scriptUrls.ts). */
const importFromPage = (/** @type {string} */ file) =>
  importOf(`scriptUrl('${file}') ?? new URL('./on-demand-${file}.js', import.meta.url).href`);
const scriptUrlFrom = (/** @type {string} */ folder) =>
  `import { scriptUrl } from '${folder}/scriptUrls.js';\n`;

/** What the worker of a model loads. */
export const byAddress = () => {
  const folder = 'tokenizer/';
  const paths = (/** @type {boolean} */ isOfTokenizer) =>
    Object.fromEntries(
      Object.entries(ON_DEMAND)
        .filter(([, source]) => source.startsWith(folder) === isOfTokenizer)
        .map(([file, source]) => [isOfTokenizer ? source.slice(folder.length) : source, file]),
    );
  return rewriting('by-address', {
    'embedding/onDemand': importsByAddress(paths(false), importFromPage, scriptUrlFrom('../../utils')),
    'embedding/tokenizer/onDemand': importsByAddress(
      paths(true),
      importFromPage,
      scriptUrlFrom('../../../utils'),
    ),
  });
};

/** The same for languages and what else the worker of an index loads, also where the page does the worker's work. */
export const searchByAddress = () => {
  const languages = LANGUAGES.map((name) => [`languages/${name}`, `words-${name}`]);
  const paths = { calibrationQueries: 'calibration', ...Object.fromEntries(languages) };
  return rewriting('search-by-address', {
    'workers/search/onDemand': importsByAddress(paths, importByAddress),
  });
};

/**
 * The same for SHA-256 in JavaScript, which only pages without https need.
 * @param {{ optional?: boolean }} [options]
 */
export const sha256ByAddress = (options) =>
  rewriting(
    'sha256-by-address',
    { 'utils/sha256': importsByAddress({ sha256Sync: 'sha256' }, importFromPage, scriptUrlFrom('.')) },
    options,
  );

/**
 * The worker is one file, which bundlers only have to copy: they do so where `new Worker` and the address stand apart. (In one
 * expression they make a worker of their own of it: Turbopack adds a loader of 5 kB, Vite 7 asks for a format.) A copied worker
 * cannot say where its other scripts lie, so the page does.
 */
export const copiedWorker = () => {
  const scripts = [...Object.keys(ON_DEMAND), 'sha256'].map(
    (file) => `${file}: new URL('../workers/embedding/on-demand-${file}.js', import.meta.url).href`,
  );
  /** @returns {Rewrite} */
  const changing = (/** @type {(code: string) => string} */ change) => (code, fail) => {
    const changed = change(code);
    return changed === code ? fail('is written in another way') : changed;
  };
  return rewriting('copied-worker', {
    'backends/workerFiles': changing((code) => code.replace('=> ({', `=> ({\n  scripts: { ${scripts} },`)),
    'backends/spawnWorker': changing((code) =>
      code.replace(/new Worker\((new URL\([^)]+\)), (\{[^}]+\})\)/, (_, url, options) => {
        const start = `const start = (url) => new Worker(url, ${options});`;
        return `start(${url});\n${start}`;
      }),
    ),
  });
};
