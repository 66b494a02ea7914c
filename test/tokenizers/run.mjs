// npm run test:tokenizers: the fast path and the crate's wasm against the Python package `tokenizers` of the same version:
// ids, type ids, offsets and counts of every text, with tokenizers of every kind; then thousands of damaged tokenizer.json
// files, each of which must be a right answer or a typed error.
//
//   --only FAMILIES   only these tokenizers, separated by commas
//   --damaged N       how many damaged files (default 15000)

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { TOKENIZERS_WASM } from '../../tools/build/tokenizers.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { bundleTokenizers } from './bundle.mjs';
import { compare } from './compare.mjs';
import { testDamaged } from './damaged.mjs';
import { installPython, runReference } from './python.mjs';
import { collectTexts, SHARED, wellFormed } from './texts.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = resolve(ROOT, 'node_modules/.cache/tokenizers-test');
/** Texts are cut to each of these lengths. */
const LIMITS = Array.from({ length: 600 }, (_, i) => i + 1);
/** Tokenizers that texts are cut with: of each kind one. */
const CUT = ['all-MiniLM-L6-v2', 'bpe-roberta', 'unigram-xlm-roberta', 'word-level'];

/** Groups of texts for tokenizers that need not run all. */
const SMALL = ['hard', 'added', 'published'];
const MIDDLE = ['code-points', 'hard', 'added', 'random', 'sample', 'cut'];

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    damaged: { type: 'string', default: '15000' },
  },
});
const log = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

installPython();
const ours = await bundleTokenizers();
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const write = (/** @type {string} */ name, /** @type {unknown} */ value) =>
  writeFileSync(resolve(FOLDER, name), JSON.stringify(value));

const { groups, missing } = collectTexts();
if (missing.length > 0) log(`Without ${missing.join(', ')}: ../shared is not here.`);
for (const [name, texts] of Object.entries(groups)) write(`${name}.json`, texts.map(wellFormed));
write('training.json', trainingTexts());
log('training');
runReference('train', FOLDER);

const found = { cases: 0, differences: 0 };
for (const family of families()) {
  const file = readFileSync(family.file);
  const fast = ours.createFastTokenizer(file);
  if (Boolean(fast) !== family.isBert) throw new Error(`${family.name} takes the wrong path.`);
  const tokenizers = [...(fast ? [fast] : []), await ours.createRustTokenizer(ours.module, file)];
  const jobs = jobsOf(family, tokenizers[0]);
  write('plan.json', jobs);
  runReference('encode', FOLDER);
  for (const tokenizer of tokenizers) for (const job of jobs) run(family.name, job, tokenizer);
}
const damaged = await testDamaged(ours, FOLDER, Number(options.damaged), log);

report({
  bars: {
    differences: atMost(found.differences, 0),
    cases: atLeast(found.cases, 1),
    damaged_wrong: atMost(damaged.wrong, 0),
    damaged_files: atLeast(damaged.files, 1),
    damaged_memory_growth: atMost(damaged.memory_growth, 1.5),
    wasm_brotli_bytes: atMost(brotliCompressSync(readFileSync(TOKENIZERS_WASM)).length, 520_000),
  },
  n: {
    texts: Object.values(groups).reduce((sum, texts) => sum + texts.length, 0),
    families: families().length,
  },
  versions: { tokenizers: readFileSync(resolve(ROOT, 'test/tokenizers/requirements.txt'), 'utf8').trim() },
  tables: { damaged: { ...damaged }, missing },
  json: options.json,
});
if (found.differences > 0 || damaged.wrong > 0) process.exitCode = 1;

/** @typedef {{ name: string, file: string, isBert: boolean }} Family */
/** @typedef {{ family: string, file: string, group: string, limits?: number[] }} Job */

/** The bundled tokenizer, those beside the checkout, and those trained here. */
function families() {
  const inFolder = (/** @type {string} */ folder) => {
    try {
      return readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => resolve(folder, file));
    } catch {
      return []; // ../shared is not here
    }
  };
  const bundled = resolve(ROOT, 'models/all-MiniLM-L6-v2/tokenizer.json');
  const files = [...inFolder(resolve(FOLDER, 'families')), ...inFolder(resolve(SHARED, 'data/tokenizers'))];
  const all = [
    { name: 'all-MiniLM-L6-v2', file: bundled, isBert: true },
    ...files.map((file) => {
      const name = basename(file, '.json');
      return { name, file, isBert: /wordpiece|tokenizer$/.test(name) };
    }),
  ];
  const only = options.only?.split(',');
  return only ? all.filter(({ name }) => only.includes(name)) : all;
}

/**
 * All groups for the bundled tokenizer and one with another vocabulary; the others beside the checkout have that of the
 * bundled one.
 * @param {Family} family
 * @param {import('./compare.mjs').Tokenizer | undefined} tokenizer
 * @returns {Job[]}
 */
function jobsOf({ name, file }, tokenizer) {
  const isTrained = file.startsWith(FOLDER);
  const isCopy = name.endsWith('.tokenizer') && !name.includes('-zh');
  const wanted = isTrained ? MIDDLE : isCopy ? SMALL : Object.keys(groups);
  const names = wanted.filter((group) => group in groups);
  /** @type {Job[]} */
  const jobs = names.map((group) => ({ family: name, file, group }));
  if (!CUT.includes(name) || !tokenizer) return jobs;
  const special = tokenizer.before.length + tokenizer.after.length;
  const cut = jobs
    .filter(({ group }) => group === 'cut')
    .map((job) => ({ ...job, family: `${name}.limits` }));
  return [
    ...jobs,
    ...cut.map((job) => ({ ...job, limits: LIMITS.filter((limit) => limit >= Math.max(special, 1)) })),
  ];
}

/** @param {string} name @param {Job} job @param {import('./compare.mjs').Tokenizer} tokenizer */
function run(name, { family, group, limits }, tokenizer) {
  const start = performance.now();
  const file = resolve(FOLDER, `${family}.${group}.bin`);
  const { cases, differences, examples } = compare(tokenizer, groups[group] ?? [], file, limits);
  found.cases += cases;
  found.differences += differences;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  log(
    `${name} ${tokenizer.kind} ${group}${limits ? ' cut' : ''}: ${cases} texts, ${differences} differ, ${seconds} s`,
  );
  for (const example of examples) log(`  ${example}`);
}

/**
 * Some of everything, so that vocabularies hold words, marks and characters of many scripts; but not the marks that canonical
 * order moves, with which a WordPiece tokenizer is none for the fast path.
 */
function trainingTexts() {
  const some = Object.entries(groups).flatMap(([name, texts]) => {
    if (name === 'code-points' || name === 'cut') return [];
    const step = Math.ceil(texts.length / (name === 'random' ? 150 : 500));
    return texts
      .filter((_, i) => i % step === 0)
      .map((text) => wellFormed(text.slice(0, 600)).replace(/\p{M}/gu, withoutMoved));
  });
  const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap((file) =>
    readFileSync(resolve(ROOT, file), 'utf8').split('\n\n'),
  );
  return [...documents, ...some];
}

/** @param {string} mark */
function withoutMoved(mark) {
  const pair = `${mark}\u0334`;
  return mark <= '\u036f' || pair.normalize('NFD') === pair ? mark : '';
}
