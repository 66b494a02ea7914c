// Damaged tokenizer.json files: pieces of small ones cut out, doubled, moved, or replaced by values that do not belong.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomNumbers } from '../../tools/random.mjs';
import { runDamaged } from './python.mjs';
import { wellFormed } from './texts.mjs';

/** @typedef {import('./bundle.mjs').Tokenizers} Tokenizers */

const TEXTS = [
  '',
  'the quick brown fox',
  "héllo  don't 123 你好 🙂 [SEP] foo bär",
  'a'.repeat(300),
  ' \n\t ',
  'ab'.repeat(40),
];

const VALUES = [
  null,
  true,
  false,
  0,
  1,
  -1,
  3,
  1e9,
  4294967295,
  4294967296,
  1e20,
  0.5,
  '',
  'x',
  '[UNK]',
  '[CLS]',
  '(',
  '\\p{L}+',
  '(?<=a)b',
  '🙂',
  '\ud83d',
  ' ',
  'AAAA',
  '!!',
  [],
  {},
  [[]],
  [0, 1],
  ['a', 'b'],
  'Bert',
  'BPE',
  'Unigram',
  'WordPiece',
  'ByteLevel',
  'Sequence',
  'NFKC',
  'BertNormalizer',
  { type: 'Sequence' },
  { Regex: '' },
  { Regex: '.*?' },
  { String: '' },
  { Regex: '(' },
  { id: 'A', type_id: 3 },
  { SpecialToken: { id: '[SEP]', type_id: 1 } },
];

/**
 * Runs damaged files through both paths and through Python. Whatever is read must be read as Python reads it.
 * @param {Tokenizers} ours
 * @param {string} folder
 * @param {number} count
 * @param {(line: string) => void} log
 */
export async function testDamaged(ours, folder, count, log) {
  const files = damagedFiles(resolve(folder, 'small'), count);
  const lines = files.map((file) => JSON.stringify(wellFormed(file)));
  writeFileSync(resolve(folder, 'damaged.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(resolve(folder, 'damaged-texts.json'), JSON.stringify(TEXTS));
  const expected = runDamaged(folder, count);

  const result = {
    files: count,
    fast: 0,
    crate: 0,
    errors: 0,
    traps: 0,
    wrong: 0,
    slowest_ms: 0,
    memory_growth: 1,
  };
  let memoryAtThird = 0;
  for (const [i, file] of files.entries()) {
    const bytes = new TextEncoder().encode(file);
    if (i === Math.floor(count / 3)) memoryAtThird = process.memoryUsage().rss;
    const start = performance.now();
    const answers = [
      await answer(() => ours.createFastTokenizer(bytes)),
      await answer(() => ours.createRustTokenizer(ours.module, bytes)),
    ];
    result.slowest_ms = Math.max(result.slowest_ms, Math.round(performance.now() - start));
    for (const [path, { ids, error }] of answers.entries()) {
      if (ids) result[path === 0 ? 'fast' : 'crate'] += 1;
      if (path === 1 && error) result.errors += 1;
      if (error?.cause instanceof WebAssembly.RuntimeError) result.traps += 1;
      const isRight = error
        ? ours.EmbedError.is(error)
        : !ids || JSON.stringify(ids) === JSON.stringify(JSON.parse(expected[i] ?? ''));
      if (isRight) continue;
      result.wrong += 1;
      if (result.wrong <= 5) {
        log(
          `damaged file ${i}, ${path === 0 ? 'fast path' : 'crate'}: ${error?.stack ?? JSON.stringify(ids)} instead of ${expected[i]}`,
        );
        writeFileSync(resolve(folder, `wrong-${i}.json`), file);
      }
    }
  }
  result.memory_growth = process.memoryUsage().rss / memoryAtThird;
  return result;
}

/**
 * The ids of all texts; nothing for a file that is not for this path; or what was thrown.
 * @param {() => import('./compare.mjs').Tokenizer | undefined | Promise<import('./compare.mjs').Tokenizer>} create
 */
async function answer(create) {
  try {
    const tokenizer = await create();
    return { ids: tokenizer?.encode(TEXTS).map(({ ids }) => ids) };
  } catch (error) {
    return { error: /** @type {Error} */ (error) };
  }
}

/** @param {string} folder @param {number} count */
function damagedFiles(folder, count) {
  const random = randomNumbers(7);
  const whole = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(resolve(folder, name), 'utf8'));
  return Array.from({ length: count }, () => {
    const file = String(whole[random(whole.length)]);
    return random(5) === 0 ? damageText(file, random) : damageJson(file, random);
  });
}

/** @param {string} file @param {(below: number) => number} random */
function damageText(file, random) {
  let text = file;
  for (let times = 1 + random(4); times > 0; times -= 1) {
    const at = random(text.length);
    const piece = random(2) ? String.fromCharCode(random(256)) : text.substr(random(text.length), random(50));
    text = text.slice(0, at) + piece + text.slice(at + piece.length);
  }
  return random(8) === 0 ? text.slice(0, random(text.length)) : text;
}

/** @param {string} file @param {(below: number) => number} random */
function damageJson(file, random) {
  const root = JSON.parse(file);
  for (let times = 1 + random(3); times > 0; times -= 1) {
    const places = placesIn(root);
    const { parent, key } = /** @type {Place} */ (places[random(places.length)]);
    const other = /** @type {Place} */ (places[random(places.length)]);
    const way = random(6);
    if (way === 0 && Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (way === 0) delete parent[key];
    else if (way === 1 && Array.isArray(parent)) parent.push(parent[random(parent.length)]);
    else if (way === 2) parent[key] = structuredClone(other.parent[other.key]);
    else parent[key] = VALUES[random(VALUES.length)];
  }
  return JSON.stringify(root);
}

/** @typedef {{ parent: any, key: string }} Place */

/**
 * Places in a JSON value; of long lists and vocabularies some.
 * @param {unknown} value
 * @returns {Place[]}
 */
function placesIn(value) {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Object.keys(value);
  const some = keys.length > 40 ? [...keys.slice(0, 6), ...keys.slice(-3)] : keys;
  return some.flatMap((key) => [
    { parent: value, key },
    ...placesIn(/** @type {Record<string, unknown>} */ (value)[key]),
  ]);
}
