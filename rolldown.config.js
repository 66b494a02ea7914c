import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';
import {
  byAddress,
  copiedWorker,
  LANGUAGE_FOLDER,
  LANGUAGES,
  ON_DEMAND,
  searchByAddress,
  sha256ByAddress,
} from './tools/build/rewrites.mjs';

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
    plugins: [sha256ByAddress({ optional: true }), notInlined],
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
    // Left to the bundler of the app, which knows: rolldown would say that the app is in development.
    transform: { define: { 'process.env.NODE_ENV': 'process.env.NODE_ENV' } },
    checks: { moduleLevelDirective: false },
    output: { ...OUTPUT, preserveModules: true, preserveModulesRoot: 'src' },
    plugins: [
      searchByAddress(),
      copiedWorker(),
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
    worker(folder, name, { assets: encoderFor(folder), plugins: [byAddress(), sha256ByAddress()], ...SMALL }),
    ...onDemand(folder),
  ]),
  worker('engine/workers/search', 'searchWorker', { plugins: [searchByAddress()], ...SMALL }),
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
