// npm run size: what an app downloads, minified and gzipped, without what it has anyway (React, TanStack Query).
// `npm run size -- --json` prints one JSON object, with the bars of what must stay small.

import { bundled, fileSize, gpuBytes, parts } from './bundle-size.mjs';
import { atMost, report } from './report.mjs';

const tokenizers = 'src/engine/tokenizers/tokenizers.wasm';
const wasm = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';

const engine = await parts('src/engine/index.ts');
const embedder = await parts('src/engine/embedder/createEmbedder.ts');

/** What onDemand.ts loads is a file of its own in every build, as is SHA-256 for pages without https. */
const ON_DEMAND =
  /^\.\/(runtimes\/webgpu\/start|loadSource|runtimes\/static\/staticModel|runtimes\/postprocess|formats\/safetensorsBert|splitText|rustTokenizer|sha256Sync)\.js$/;
const worker = await parts('src/engine/workers/embedding/embeddingWorker.ts', ON_DEMAND);
/** The worker fetches one of two modules of the encoder: the larger, where the machine can run it. */
const encoder = fileSize('src/engine/workers/embedding/encoder-relaxed.wasm');
const gpu = await gpuBytes();
/** Without the engine: what is above it, of one entry. */
const withoutEngine = /^(react|react-dom|react\/.*|@tanstack\/.*|.*\/engine\/index\.js)$/;
// The box is measured in two ways. `search_kb`: all of it, with the hooks that search (`useSemanticSearch`, the index of its items)
// and all parts, dialog and popover included. `search_parts_kb`: what the box is beyond these hooks, so what an app gains that
// searches with `useSemanticSearch` anyway. What few pages fetch, and only once a dialog opens or where CSS cannot place a popover,
// is in `search_later_kb`: measuring; and hotkeys, where there are some.
const box = await parts('src/components/SemanticSearch/SemanticSearch.tsx', withoutEngine);
const search = box.atOnce;
const searchHooks = await bundled('src/hooks/useSemanticSearch.ts', withoutEngine);
const plots = await bundled('src/plots/index.ts', withoutEngine);
const surface = await bundled('src/index.ts', withoutEngine);
const bars = {
  search_kb: atMost(search / 1000, 15.2),
  search_parts_kb: atMost((search - searchHooks) / 1000, 9.5),
  search_later_kb: atMost(box.later / 1000, 1.1),
  plots_kb: atMost(plots / 1000, 7), // buttons, names and the table of a map come later
  hooks_and_components_kb: atMost(surface / 1000, 22.25), // with facets and relevance, which only apps have that import them
  engine_page_kb: atMost(embedder.atOnce / 1000, 8.3),
  worker_kb: atMost((worker.atOnce + encoder) / 1000, 39.4),
  webgpu_gzip_kb: atMost(gpu / 1000, 15),
};

const sizes = {
  '<SemanticSearch> and its parts, without the engine': search,
  'of it the hooks that search': searchHooks,
  'what only some pages fetch of it': box.later,
  'react-embeddings, without the engine': surface,
  'react-embeddings': await bundled('src/index.ts'),
  'react-embeddings/plots': plots,
  'react-embeddings/engine': engine.atOnce,
  'createEmbedder of it': embedder.atOnce,
  'react-embeddings/styles.css': fileSize('src/styles.css'),
  'the worker, with the encoder that it fetches': worker.atOnce + encoder,
  'fetched by page and worker when needed: download, other models': engine.later + worker.later,
  'for a GPU, by page and worker': gpu,
  'the worker of an index': await bundled('src/engine/workers/search/searchWorker.ts'),
  'tokenizers.wasm, for other tokenizers than BERT’s': fileSize(tokenizers),
  'onnxruntime-web, for other models than BERT': await bundled(
    'src/engine/workers/embedding/runtimes/onnxruntime/runOnOnnxRuntime.ts',
  ),
  'its wasm': fileSize(wasm),
};
const sizesInKb = Object.fromEntries(
  Object.entries(sizes).map(([name, bytes]) => [name, { 'kB, gzip': bytes / 1000 }]),
);
report({ bars, n: {}, json: process.argv.includes('--json'), tables: { sizes: sizesInKb } });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;
