// npm run fuzz: files of strangers. Real files of each kind that is read are mutated, with their digests made anew, and read;
// what is accepted is compared with an independent reading, of graphs with onnxruntime-web. A finding names its seed.
//
//   --minutes N      how long (default 10)
//   --seed N         the first case (default by the day, so that each day has others)
//   --json           one JSON object

import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleForNode } from '../../tools/bundle-for-node.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { HOSTILE_LENGTH, hostileTexts, processorSeconds } from './hostileTexts.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000) * 1_000) },
  },
});

/** What a query and a text go through. */
const words = await Promise.all(
  ['matchOffsets', 'queryTerms'].map((name) =>
    bundleForNode(`src/engine/ranking/${name}.ts`, `node_modules/.cache/react-embeddings/${name}.mjs`),
  ),
);
try {
  const seconds = await slowestText(); // first: what is wrong with it shows before the minutes of the rest
  const output = execFileSync(process.execPath, ['test/fuzz/process.mjs', options.seed, options.minutes], {
    cwd: resolve(import.meta.dirname, '../..'),
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', options.json ? 'ignore' : 'inherit'],
  });
  /** @type {Record<string, import('./campaign.js').Tally>} */
  const tallies = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  const sum = (/** @type {'cases' | 'hangs' | 'untyped' | 'wrong'} */ name) =>
    Object.values(tallies).reduce((total, tally) => total + tally[name], 0);
  const rewired = tallies.rewired?.wrong ?? Number.NaN;
  const bars = {
    cases: atLeast(sum('cases'), 20_000 * Number(options.minutes)),
    hangs: atMost(sum('hangs'), 0),
    untyped: atMost(sum('untyped'), 0),
    wrong: atMost(sum('wrong') - rewired, 0),
    rewired_accepted: atMost(rewired, 0),
    hostile_text_seconds: atMost(seconds.value, 1),
  };
  const { found, tables } = tablesOf(tallies);
  report({
    bars,
    n: { characters: HOSTILE_LENGTH },
    json: options.json,
    tables: { tallies: tables, found, slowest: seconds },
  });
  process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;
} finally {
  await Promise.all(words.map((file) => rm(file, { force: true })));
}

/** The shape of text whose words take longest, as a query, as a text, and as one that is marked. */
async function slowestText() {
  const [{ matchOffsets }, { queryTerms }] = await Promise.all(words.map((file) => import(file)));
  let slowest = { value: 0, shape: '' };
  for (const [shape, text] of Object.entries(hostileTexts())) {
    const value = processorSeconds(() => matchOffsets(text, queryTerms(text.slice(0, 22_000), true)));
    if (value > slowest.value) slowest = { value, shape };
  }
  return slowest;
}

/** @param {Record<string, import('./campaign.js').Tally>} tallies */
function tablesOf(tallies) {
  const found = Object.values(tallies).flatMap((tally) => tally.found);
  const tables = Object.fromEntries(
    Object.entries(tallies).map(([name, { found: _, ...counts }]) => [name, counts]),
  );
  return { found, tables };
}
