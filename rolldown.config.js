import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const OUTPUT = { dir: 'dist', format: 'esm' };

/** Copies what is no module: where it goes, and where it is below src. */
const files = (paths) => ({
  name: 'files',
  generateBundle() {
    for (const [fileName, path] of Object.entries(paths))
      this.emitFile({ type: 'asset', fileName, source: readFileSync(`src/${path}`) });
  },
});

/** The stylesheet once more, in a layer: for apps whose own rules are in layers, which would lose to rules outside of them. */
const layeredStyles = {
  name: 'layered-styles',
  generateBundle() {
    const source = `@layer react-embeddings {\n${readFileSync('src/styles.css', 'utf8')}}\n`;
    this.emitFile({ type: 'asset', fileName: 'styles.layer.css', source });
  },
};

/** What onDemand.ts and tokenizer/onDemand.ts load: each a file beside the worker. */
const ON_DEMAND = {
  tokenizer: 'tokenizer/rustTokenizer',
  webgpu: 'runtimes/webgpu/start',
  resolve: 'loadSource',
  static: 'runtimes/static/staticModel',
  safetensors: 'formats/safetensorsBert',
  finish: 'runtimes/postprocess',
  split: 'splitText',
};

const LANGUAGE_FOLDER = 'src/engine/workers/search/languages';
/** What workers/search/onDemand.ts loads: the words of each language. */
const LANGUAGES = readdirSync(LANGUAGE_FOLDER).map((file) => file.replace('.ts', ''));

const importOf = (address) => `import(/* @vite-ignore */ /* webpackIgnore: true */ ${address})`;
const importByAddress = (file) => importOf(`new URL('./on-demand-${file}.js', import.meta.url).href`);
/** The same where the page may know better (utils/scriptUrls.ts). */
const importFromPage = (file) =>
  importOf(`scriptUrl('${file}') ?? new URL('./on-demand-${file}.js', import.meta.url).href`);
const scriptUrlFrom = (folder) => `import { scriptUrl } from '${folder}/scriptUrls.js';\n`;

/** The same for languages and what else the worker of an index loads, also where the page does the worker's work. */
const searchByAddress = {
  name: 'search-by-address',
  transform: {
    filter: { id: /workers[\\/]search[\\/]onDemand\.ts$/ },
    handler: (code) =>
      code
        .replaceAll(/import\('\.\/languages\/(\w+)\.js'\)/g, (_, name) => importByAddress(`words-${name}`))
        .replace("import('./calibrationQueries.js')", importByAddress('calibration')),
  },
};

/** The same for SHA-256 in JavaScript, which only pages without https need. */
const sha256ByAddress = {
  name: 'sha256-by-address',
  transform: {
    filter: { id: /utils[\\/]sha256\.ts$/ },
    handler: (code) =>
      scriptUrlFrom('.') + code.replace("import('./sha256Sync.js')", importFromPage('sha256')),
  },
};

/** Loads these by their addresses. Bundlers recognize this very expression, and copy the file as it is. */
const byAddress = {
  name: 'by-address',
  transform: {
    filter: { id: /embedding[\\/](tokenizer[\\/])?onDemand\.ts$/ },
    handler(code, id) {
      const isOfTokenizer = id.includes('tokenizer');
      const folder = isOfTokenizer ? '../../../utils' : '../../utils';
      const byName = (/** @type {string} */ _, /** @type {string} */ path) => {
        const wanted = isOfTokenizer ? `tokenizer/${path}` : path;
        const [file] = Object.entries(ON_DEMAND).find(([, source]) => source === wanted) ?? [];
        // A file that is not in the table would lie where no bundler puts it.
        return file ? importFromPage(file) : this.error(`${id} loads ${path}, which ON_DEMAND does not have`);
      };
      return scriptUrlFrom(folder) + code.replaceAll(/import\('\.\/([\w/]+)\.js'\)/g, byName);
    },
  },
};

/**
 * The worker is one file, which bundlers only have to copy: they do so where `new Worker` and the address stand apart. (In one
 * expression they make a worker of their own of it: Turbopack adds a loader of 5 kB, Vite 7 asks for a format.) A copied worker
 * cannot say where its other scripts lie, so the page does.
 */
const copiedWorker = {
  name: 'copied-worker',
  transform: {
    filter: { id: /backends[\\/](spawnWorker|workerFiles)\.ts$/ },
    handler(code, id) {
      const from = '../workers/embedding';
      const scripts = [...Object.keys(ON_DEMAND), 'sha256'].map(
        (file) => `${file}: new URL('${from}/on-demand-${file}.js', import.meta.url).href`,
      );
      const changed = id.includes('workerFiles')
        ? code.replace('=> ({', `=> ({\n  scripts: { ${scripts} },`)
        : code.replace(/new Worker\((new URL\([^)]+\)), (\{[^}]+\})\)/, (_, url, options) => {
            const start = `const start = (url) => new Worker(url, ${options});`;
            return `start(${url});\n${start}`;
          });
      if (changed === code) this.error(`${id} is not as copiedWorker expects it`);
      return changed;
    },
  },
};

/** Vite puts smaller files into the script as data: URLs, which a Content-Security-Policy forbids to run: they are filled up. */
const INLINE_LIMIT = 4_096;
const notInlined = {
  name: 'not-inlined',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk') chunk.code = `${chunk.code.trimEnd()}\n`.padEnd(INLINE_LIMIT + 1, '\n');
  },
};

/** One file for each, with all that it needs. */
const onDemand = (folder) =>
  [...Object.entries(ON_DEMAND), ['sha256', '../../utils/sha256Sync']].map(([file, source]) => ({
    input: { [`${folder}/on-demand-${file}`]: `src/engine/workers/embedding/${source}.ts` },
    output: { ...OUTPUT, minify: true },
    plugins: [sha256ByAddress, notInlined],
  }));

/**
 * The license of what these files hold. With it none is so small that Vite would put it into the script as a data: URL, which
 * a Content-Security-Policy may forbid.
 */
const wordsNotice = {
  name: 'words-notice',
  generateBundle(_, bundle) {
    const [license, snowball] = [
      'node_modules/@orama/stemmers/LICENSE.md',
      'tools/build/words-notice.txt',
    ].map((path) => readFileSync(path, 'utf8').trim());
    const notice = `/*! @orama/stemmers and @orama/stopwords ${ORAMA}\n${license}\n\n${snowball}\n*/\n`;
    for (const chunk of Object.values(bundle)) {
      chunk.code = notice + chunk.code;
      const bytes = Buffer.byteLength(chunk.code);
      if (bytes < VITE_INLINES) this.error(`${chunk.fileName} has only ${bytes} bytes`);
    }
  },
};
const ORAMA = JSON.parse(readFileSync('node_modules/@orama/stemmers/package.json', 'utf8')).version;
/** Smaller files become data: URLs (`build.assetsInlineLimit`). */
const VITE_INLINES = 4_096;

/** A worker is one file, and files that it fetches when it needs them: bundlers copy them, and servers serve them. */
const worker = (folder, name, { assets = {}, plugins = [], ...output } = {}) => ({
  input: { [`${folder}/${name}`]: `src/${folder}/${name}.ts` },
  external: /^(onnxruntime-web.*|node:.*)$/,
  preserveEntrySignatures: 'strict', // no chunk imports it: WebKit would run it once more
  output: { ...OUTPUT, chunkFileNames: `${folder}/${name}-[name].js`, ...output },
  plugins: [...plugins, quotedUrls, files(assets)],
});

/** Some apps deploy these files as they are. */
const SMALL = { comments: { legal: true, annotation: true, jsdoc: false }, minify: true };

/** Gives the addresses of other files the quotes by which bundlers find them: new URL('…', import.meta.url). */
const quotedUrls = {
  name: 'quoted-urls',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk')
        chunk.code = chunk.code.replaceAll(
          /new URL\(`([^`$]+)`,import\.meta\.url\)/g,
          "new URL('$1', import.meta.url)",
        );
  },
};

/** The encoder, which lies beside whatever script fetches it. */
const encoderFor = (folder) =>
  Object.fromEntries(
    ['relaxed', 'plain'].map((name) => [
      `${folder}/encoder-${name}.wasm`,
      `engine/workers/embedding/encoder-${name}.wasm`,
    ]),
  );

export default defineConfig([
  {
    // One file out for each file in, so that 'use client' stays on the files that need it and the bundlers of apps still
    // see the workers' URLs.
    input: {
      index: 'src/index.ts',
      'engine/index': 'src/engine/index.ts',
      'engine/onnxruntime/index': 'src/engine/onnxruntime/index.ts',
      'engine/tokenizers/index': 'src/engine/tokenizers/index.ts',
      'plots/index': 'src/plots/index.ts',
      'node/index': 'src/node/index.ts',
      'node/cli': 'src/node/cli.ts',
      'server/index': 'src/server/index.ts',
      'vite/index': 'src/vite/index.ts',
      'testing/index': 'src/testing/index.ts',
      'strings/de': 'src/strings/de.ts',
      'strings/es': 'src/strings/es.ts',
      'strings/fr': 'src/strings/fr.ts',
      'adapters/aiSdk': 'src/adapters/aiSdk.ts',
      'adapters/langchain': 'src/adapters/langchain.ts',
    },
    external:
      /^(react|react-dom|react\/.*|@tanstack\/.*|idb-keyval|pbf|onnxruntime-web.*|pg|pg-boss|pg-copy-streams|node:.*)$/,
    checks: { moduleLevelDirective: false },
    output: { ...OUTPUT, preserveModules: true, preserveModulesRoot: 'src' },
    plugins: [
      searchByAddress,
      copiedWorker,
      layeredStyles,
      files({
        'styles.css': 'styles.css',
        'vite/client.d.ts': 'vite/client.d.ts',
        'engine/tokenizers/tokenizers.wasm': 'engine/tokenizers/tokenizers.wasm',
      }),
    ],
  },
  ...Object.entries({
    'engine/workers/embedding': 'embeddingWorker',
    'engine/onnxruntime': 'worker',
  }).flatMap(([folder, name]) => [
    worker(folder, name, { assets: encoderFor(folder), plugins: [byAddress, sha256ByAddress], ...SMALL }),
    ...onDemand(folder),
  ]),
  worker('engine/workers/search', 'searchWorker', { plugins: [searchByAddress], ...SMALL }),
  ...LANGUAGES.map((name) => ({
    input: { [`engine/workers/search/on-demand-words-${name}`]: `${LANGUAGE_FOLDER}/${name}.ts` },
    output: { ...OUTPUT, minify: true },
    plugins: [wordsNotice],
  })),
  {
    input: {
      'engine/workers/search/on-demand-calibration': 'src/engine/workers/search/calibrationQueries.ts',
    },
    output: { ...OUTPUT, minify: true },
  },
  worker('node', 'worker', { assets: encoderFor('node') }),
  worker('node', 'searchWorker'),
]);
