// The tables and the numbers of the documents, by name: what of a run of record each shows.

import { figure, percent } from './figures.mjs';
import { modelsTable, vocabularyTable } from './models-table.mjs';
import { POSTGRES_NUMBERS, POSTGRES_RUNS, POSTGRES_TABLES } from './postgres-tables.mjs';

/** @typedef {{ machine: string, versions: Record<string, string>, date: string, n: Record<string, number>, bars: Record<string, { value: number }> } & Record<string, any>} Run */
/** @typedef {readonly (readonly (string | number)[])[]} Rows the first is the head */

/** Rows of `npm run size`, by the name it gives them. */
const SIZES = {
  'react-embeddings': 'hooks, components, engine and index: everything',
  'react-embeddings, without the engine': 'hooks and components, without the engine',
  '<SemanticSearch> and its parts, without the engine':
    '`<SemanticSearch>`, its parts and hooks, without the rest',
  'createEmbedder of it': '`createEmbedder` and what it needs at once',
  'react-embeddings/engine': 'engine and index',
  'react-embeddings/plots': '`react-embeddings/plots`',
  'react-embeddings/styles.css': 'stylesheet',
  'the worker, with the encoder that it fetches': 'worker that runs the model, with the encoder it fetches',
  'for a GPU, by page and worker': 'for a GPU, fetched by page and worker when one is used',
  'the worker of an index': 'search worker',
  'tokenizers.wasm, for other tokenizers than BERT’s': '`tokenizers.wasm`, for other tokenizers',
  'onnxruntime-web, for other models than BERT': 'onnxruntime-web, for models other than BERT',
  'its wasm': 'its wasm',
};
/** Shapes of `npm run bench:cpu`. */
const SHAPES = {
  tokens16: 'one text of 16 tokens',
  tokens128: 'one text of 128 tokens',
  tokens512: 'one text of 512 tokens',
  mixed96_one_call: '96 texts of 4 to 381 tokens, one call',
  narrow96_one_call: '96 texts of 6 to 213 tokens, one call',
  mixed96_by_eights: 'the first 96, in calls of 8',
  mixed96_one_by_one: 'the first 96, one by one',
};

/** What `npx react-embeddings evaluate` measures, as it names it. */
const MEASURES = {
  ndcg10: 'nDCG@10',
  hit1: 'hit@1',
  hit5: 'hit@5',
  hit10: 'hit@10',
  mrr10: 'MRR@10',
  nothingHereRecall: 'nothing here',
  nothingHereFalse: 'wrongly so',
};

/** @type {Readonly<Record<string, (run: Run) => Rows>>} */
export const TABLES = {
  ...POSTGRES_TABLES,
  compare: ({
    indexing_ms: { transformers, ours, two },
    first_hit_ms,
    keys_ms,
    ready_ms,
    memory_mb,
    first_visit_mb,
  }) => [
    ['milliseconds, medians', 'transformers.js', 'here'],
    [
      '96 texts of 4 to 381 tokens, one call',
      ...figures(transformers.mixed96_one_call, ours.mixed96_one_call),
    ],
    ['the same, in calls of 8', figure(transformers.mixed96_by_eights), ''],
    ['the same, one by one', ...figures(transformers.mixed96_one_by_one, ours.mixed96_one_by_one)],
    ['the same, one call, two workers', '', figure(two.mixed96_one_call)],
    ['from the files in memory to the first vector', ...figures(ready_ms.transformers, ready_ms.ours)],
    ...firstVisits(first_hit_ms, first_visit_mb),
    ['later visit', ...pair(first_hit_ms, 'revisit')],
    ['later visit, processor throttled 4 times', ...pair(first_hit_ms, 'throttled')],
    ['memory after the texts, MB', ...figures(memory_mb.transformers, memory_mb.ours)],
    ...Object.entries(keys_ms).map(([name, { p95 }]) => [
      `key press to rows on screen, 95 of 100 within: ${name}`,
      '',
      figure(p95),
    ]),
  ],
  searchers: ({ searching_ms: { words, meaning } }) => [
    ['one search of 10,000 texts, ms, medians', 'by words', 'by vectors'],
    ...[...new Set([...Object.keys(words), ...Object.keys(meaning)])].map((name) => [
      name,
      ...figures(words[name], meaning[name]),
    ]),
  ],
  apps: ({ sizes_kb: { ours, theirs } }) => [
    ['kB, gzip', 'transformers.js', 'here'],
    ['scripts of the page, without React', ...figures(theirs.page, ours.page)],
    ...('box' in ours ? [['what the search box adds', '', figure(ours.box)]] : []),
    ...('later' in ours ? [['what it fetches when somebody searches', '', figure(ours.later)]] : []),
    ['script of the worker', ...figures(theirs.worker, ours.worker)],
    ...('search' in ours ? [['script of the worker that searches', '', figure(ours.search)]] : []),
    ['wasm', ...figures(theirs.wasm, ours.wasm)],
  ],
  cpu: ({ medians_ms, ready_ms, memory_mb }) => {
    const engines = ['transformers', 'onnxruntime', 'ours', 'plain'];
    const row = (/** @type {Record<string, number>} */ values) =>
      engines.map((engine) => figure(values[engine]));
    return [
      ['milliseconds, medians', 'transformers.js', 'onnxruntime-web', 'here', 'here, without relaxed SIMD'],
      ...Object.entries(medians_ms).map(([shape, values]) => [nameIn(SHAPES, shape), ...row(values)]),
      ['from the files in memory to the first vector', ...row(ready_ms)],
      ['memory of the page, MB, beyond an empty page', ...row(memory_mb)],
    ];
  },
  evaluate: ({ rows }) => [
    ['model', 'mode', ...Object.values(MEASURES)],
    ...rows.map((/** @type {Record<string, any>} */ row) => [
      row.model,
      row.mode,
      ...Object.keys(MEASURES).map((measure) => percent(row[measure])),
    ]),
  ],
  search: ({ bars, ...run }) => [
    ['100,000 vectors or texts', 'milliseconds, medians'],
    ['a loop in JavaScript over float32', figure(run['vectors, ms'].loop)],
    ['an index, float32 (below 50,000 vectors)', figure(run['vectors, ms'].float32)],
    ['an index, int8 candidates rescored in float32 (from 50,000)', figure(run['vectors, ms'].int8)],
    ['three words, BM25 of an index', figure(run['words, ms'].bm25)],
    ['three words, MiniSearch', figure(run['words, ms'].minisearch)],
    ...(bars.answer_while_indexing_p95_ms
      ? [['during indexing: 95 of 100 answers within', figure(bars.answer_while_indexing_p95_ms.value)]]
      : []),
    ['50,000 stored vectors, until they can be searched', figure(bars.open_kept_ms?.value)],
  ],
  curve: ({ texts_ms, words_of_a_document_ms, indexes, bars }) => [
    ['what grows', 'from', 'to', 'exponent'],
    ['texts in one call, ms', ...ends(texts_ms), exponent(bars, 'texts')],
    ['words of one document, ms', ...ends(words_of_a_document_ms), exponent(bars, 'length')],
    ...[
      ['items: building without the model, ms', 'build_ms', 'items_build'],
      ['items: a search by meaning, ms', 'semantic_ms', 'items_semantic'],
      ['items: a search by words, ms', 'lexical_ms', 'items_lexical'],
      ['items: memory of the page, MB', 'memory_mb', 'items_memory'],
    ].map(([name = '', of = '', bar = '']) => {
      const values = Object.entries(indexes).map(([items, each]) => [items, each[of]]);
      return [name, ...ends(Object.fromEntries(values)), exponent(bars, bar)];
    }),
  ],
  latency: ({ bars }) => [
    ['the bundled model in Chromium', 'milliseconds, medians'],
    ['a first visit, until a vector can be computed', figure(bars.ready_cold_ms?.value)],
    ['a later visit, from the stored files', figure(bars.ready_cached_ms?.value)],
    ['one short text', figure(bars.one_text_ms?.value)],
    ['32 short texts in one call', figure(bars.texts32_ms?.value)],
    ['one text without a model (`hash`)', figure(bars.hash_ms?.value)],
  ],
  models: (run) => modelsTable({ models: run.models }),
  vocabulary: (run) => vocabularyTable({ languages: run.languages }),
  tokenizers: (run) => {
    const speed = run['megabytes per second'];
    return [
      ['tokenizer', 'MB/s, medians'],
      ['@huggingface/tokenizers', figure(speed.peer)],
      ["here, BERT's WordPiece", figure(speed.fast)],
      ['here, the Rust crate in wasm (any other tokenizer)', figure(speed.crate)],
    ];
  },
  size: ({ sizes }) => [
    ['downloaded by an app', 'kB, gzip'],
    ...Object.entries(SIZES).map(([row, name]) => [name, figure(sizes[row]['kB, gzip'])]),
  ],
};

/** Tables that are out of another's run. @type {Readonly<Record<string, string>>} */
export const RUN_OF = { searchers: 'compare', apps: 'compare', ...POSTGRES_RUNS };

/** Figures that stand in sentences. @type {Readonly<Record<string, (runs: (name: string) => Run) => string>>} */
export const NUMBERS = {
  ...POSTGRES_NUMBERS,
  'compare.speedup': (runs) => {
    const { transformers, ours } = runs('compare').indexing_ms;
    return figure(transformers.mixed96_one_by_one / ours.mixed96_one_by_one);
  },
  'cpu.ours.tokens128': (runs) => figure(runs('cpu').medians_ms.tokens128.ours),
  'cpu.transformers.tokens128': (runs) => figure(runs('cpu').medians_ms.tokens128.transformers),
  'search.int8': (runs) => figure(runs('search')['vectors, ms'].int8),
  'search.bm25': (runs) => figure(runs('search')['words, ms'].bm25),
  'search.reopen': (runs) => figure(runs('search').bars.open_kept_ms?.value),
  'size.worker': (runs) =>
    figure(runs('size').sizes['the worker, with the encoder that it fetches']['kB, gzip']),
  'size.tokenizers': (runs) =>
    figure(runs('size').sizes['tokenizers.wasm, for other tokenizers than BERT’s']['kB, gzip']),
  'size.ort': (runs) => figure(runs('size').sizes['its wasm']['kB, gzip']),
};

/** The first and the last of a curve. @param {Record<string, number>} points */
function ends(points) {
  const all = Object.entries(points);
  return [all[0], all.at(-1)].map(([x, y] = ['', 0]) => `${Number(x).toLocaleString('en')}: ${figure(y)}`);
}

/** @param {Run['bars']} bars @param {string} name */
function exponent(bars, name) {
  return figure(bars[`${name}_exponent`]?.value);
}

/** @param {readonly (number | undefined)[]} values */
function figures(...values) {
  return values.map(figure);
}

/**
 * First visits with the weights that either library documents, and with the same ones; a run of before had the latter only.
 * @param {Record<'ours' | 'theirs', Record<string, number>>} times
 * @param {Record<'ours' | 'theirs', number> | undefined} megabytes
 */
function firstVisits(times, megabytes) {
  const name = 'first visit at 20 Mbit/s, to the first hit by meaning';
  if (!megabytes) return [[name, ...pair(times, 'cold')]];
  return [
    [`${name}, as documented`, ...pair(times, 'cold')],
    ['what it loads, MB', ...figures(megabytes.theirs, megabytes.ours)],
    ['the same visit, both with the weights in 8 bits', ...pair(times, 'cold_q8')],
    ['the same visit, both with the weights in 4 bits', ...pair(times, 'cold_q4')],
  ];
}

/** @param {Record<'ours' | 'theirs', Record<string, number>>} table @param {string} key */
function pair({ theirs, ours }, key) {
  return figures(theirs[key], ours[key]);
}

/** @param {Readonly<Record<string, string>>} names @param {string} key */
function nameIn(names, key) {
  return names[key] ?? key.replaceAll('_', ' ');
}
