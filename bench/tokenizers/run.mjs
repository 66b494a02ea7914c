// npm run bench:tokenizers: our two tokenizers against @huggingface/tokenizers, in one headless Chromium, with the bundled
// model's tokenizer.json. Engines take turns, text by text and round by round; medians.
//
//   --rounds N       rounds (default 7)

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { collectTexts } from '../../test/tokenizers/texts.mjs';
import { TOKENIZERS_WASM } from '../../tools/build/tokenizers.mjs';
import { mapValues } from '../../tools/map-values.mjs';
import { atLeast, atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { installPeer, peerVersions } from '../peer.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '7' } },
});
const ROUNDS = Number(options.rounds);
const ROUNDS_OF_LONG = 3;

/** @typedef {import('./page.js').Engine} Engine */
/** @type {readonly Engine[]} */
const ENGINES = ['peer', 'fast', 'crate'];

/** One text of about a megabyte, at a quarter of its length and whole. @type {Record<string, (length: number) => string>} */
const LONG = {
  English: (length) => 'the quick brown fox jumps '.repeat(length / 26),
  Chinese: (length) => '你好'.repeat(length / 6),
  letters: (length) => 'a'.repeat(length),
  punctuation: (length) => '!'.repeat(length),
  marks: (length) => '\u0301'.repeat(length / 2),
  'words of 99 letters': (length) => `${'a'.repeat(99)} `.repeat(length / 100),
};
const [QUARTER, WHOLE] = [250_000, 1_000_000];

installPeer();
await withBenchPage(async (openPage, chromiumPath) => {
  const page = await openPage();
  const { corpus, queries } = texts();
  const speed = await medians(page, corpus, ROUNDS);
  const differences = await page.evaluate(() => window.tokenizersBench.differences('peer'));
  if ((await page.evaluate(() => window.tokenizersBench.differences('fast'))) > 0)
    throw new Error('The fast path gives other ids than the crate.');
  const short = await medians(page, queries, ROUNDS);
  /** @type {Record<string, Record<string, number>>} */
  const long = {};
  for (const [name, make] of Object.entries(LONG)) {
    const quarter = await medians(page, [make(QUARTER)], ROUNDS_OF_LONG);
    const whole = await medians(page, [make(WHOLE)], ROUNDS_OF_LONG);
    long[name] = { ...whole, 'fast, of a quarter': quarter.fast, 'crate, of a quarter': quarter.crate };
  }
  const growth = (/** @type {'fast' | 'crate'} */ engine) =>
    Math.max(
      ...Object.values(long).map(
        (row) => Number(row[engine]) / Math.max(Number(row[`${engine}, of a quarter`]), 1),
      ),
    );
  const bytes = Buffer.byteLength(corpus.join(''));
  report({
    bars: {
      fast_path_speed: atLeast(speed.peer / speed.fast, 5),
      wasm_speed: atLeast(speed.peer / speed.crate, 0.5),
      wasm_brotli_bytes: atMost(brotliCompressSync(readFileSync(TOKENIZERS_WASM)).length, 520_000),
      // Four times the text takes four times as long; the rest is noise, and memory.
      fast_path_growth: atMost(growth('fast'), 8),
      wasm_growth: atMost(growth('crate'), 8),
    },
    n: { rounds: ROUNDS, texts: corpus.length, bytes, rounds_of_long: ROUNDS_OF_LONG },
    chromiumPath,
    json: options.json,
    versions: peerVersions(),
    tables: {
      'megabytes per second': mapValues(speed, (ms) => bytes / 1e3 / ms),
      'microseconds per text of 60 characters': mapValues(short, (ms) => (ms * 1e3) / queries.length),
      'milliseconds per megabyte': long,
      'texts that the peer reads otherwise': { differences },
    },
  });
}, 'tokenizers');

/** Abstracts and documentation where they are; else the documents of this project. */
function texts() {
  const { groups } = collectTexts();
  const sources = [groups.scifact ?? [], groups['react-docs'] ?? []].flat();
  const own = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].map((file) => readFileSync(file, 'utf8'));
  const all = sources.length > 0 ? sources : Array.from({ length: 40 }, () => own).flat();
  const corpus = all.filter((text, i) => text.length > 40 && i % 4 === 0);
  const queries = corpus.slice(0, 1_000).map((text) => text.replace(/\s+/g, ' ').slice(0, 60));
  return { corpus, queries };
}

/**
 * @param {import('playwright').Page} page
 * @param {readonly string[]} given
 * @param {number} rounds
 * @returns {Promise<Record<Engine, number>>}
 */
async function medians(page, given, rounds) {
  await page.evaluate((texts) => window.tokenizersBench.setTexts(texts), given);
  /** @type {Record<Engine, number[]>} */
  const times = { peer: [], fast: [], crate: [] };
  for (let round = 0; round < rounds; round++)
    for (const [i] of ENGINES.entries()) {
      const engine = /** @type {Engine} */ (ENGINES[(i + round) % ENGINES.length]);
      times[engine].push(await page.evaluate((engine) => window.tokenizersBench.measure(engine), engine));
    }
  return { peer: median(times.peer), fast: median(times.fast), crate: median(times.crate) };
}
