// npm run test:browsers: what an app does, in Chromium, Firefox and WebKit: load the bundled model, embed in each runtime,
// search in a box as a person does, keep vectors and model, and come again. The page is served under a strict
// Content-Security-Policy. What is found must be the same everywhere, and vectors as close as different arithmetic lets them.
// A browser that is not there is installed from Debian's packages; where it cannot be, it is left out with a line that says so.
//
//   --only NAMES     these browsers, separated by commas
//   --json           one JSON object last: { machine, versions, bars, … }

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { findChromium } from '../../tools/browser.mjs';
import { MissingProgram } from '../../tools/find-program.mjs';
import { cosine } from '../../tools/metrics.mjs';
import { atLeast, median, report } from '../../tools/report.mjs';
import { serveStrictly } from '../../tools/serve-strictly.mjs';
import { openChromium } from './chromium.mjs';
import { openFirefox } from './firefox.mjs';
import { openWebKit } from './webkit.mjs';

/** @typedef {import('./tour.js').Visit} Visit */

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const OPEN = { chromium: openChromium, firefox: openFirefox, webkit: openWebKit };
const all = Object.keys(OPEN);
const names = /** @type {(keyof typeof OPEN)[]} */ (options.only?.split(',') ?? all);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`There is no browser ${unknown.join(', ')}, but ${all.join(', ')}.`);
/** Two visits take some seconds. */
const VISITS_MS = 180_000;
/** 8-bit dots by other instructions: see README, “Speed and quality”. Static models add floats, in the same order. */
const MIN_COSINE = { encoder: 0.995, onnxruntime: 0.995, static: 0.999999 };
const KEPT = ['all-MiniLM-L6-v2 complete', 'static-minilm-256 complete'];
const EXPECTED = [
  'Call the dentist about Thursday',
  'The bike needs new brakes',
  'Buy oat milk and bread',
  'Water the tomatoes on the balcony',
];

const folder = import.meta.dirname;
await build({ configFile: resolve(folder, '../../bench/vite.config.ts'), root: folder, logLevel: 'error' });
/** @type {Record<string, import('../../tools/report.mjs').Bar>} */
const bars = {};
/** @type {Record<string, string>} */
const versions = {};
/** @type {Record<string, Record<string, number>>} */
const took = {};
/** @type {Visit | undefined} */
let first;
for (const name of names) {
  const problems = await tryBrowser(name).catch((error) => [String(error)]);
  if (!problems) continue;
  bars[name] = atLeast(Number(problems.length === 0), 1);
  console.error(problems.length === 0 ? `${name}: works` : `${name}: ${problems.join('\n  ')}`);
}
report({ bars, n: {}, chromiumPath: findChromium(), json: options.json, versions, tables: took });
const isTried = Object.keys(bars).length > 0;
process.exitCode = isTried && Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/**
 * Two visits in one browser.
 * @param {keyof typeof OPEN} name
 * @returns {Promise<string[] | undefined>} what is wrong; `undefined` where there is no such browser
 */
async function tryBrowser(name) {
  const browser = await OPEN[name]().catch((error) => {
    if (!(error instanceof MissingProgram) || options.only) throw error;
    console.error(`${name} is left out. ${error.message}`);
  });
  if (!browser) return undefined;
  try {
    return await inTime(visitTwice(name, browser));
  } finally {
    await browser.close();
  }
}

/** @param {string} name @param {import('./types.js').OpenBrowser} browser */
async function visitTwice(name, browser) {
  const server = await serveStrictly(resolve(folder, 'dist'));
  try {
    const visit = await browser.visit(server.address);
    const asked = server.asked.length;
    const next = await browser.visit(server.address);
    versions[name] = browser.version;
    const [one, many] = [median(next.one), median(next.many)];
    took[`${name}, ms`] = rounded({ ready: visit.ready, again: next.ready, one, many });
    const again = { fetched: modelsOf(server.asked.slice(asked)), kept: next.kept, embedded: next.embedded };
    return [...problemsOf(visit), ...problemsOf(next), ...(browser.isKeeping ? forgotten(again) : [])];
  } finally {
    server.close();
  }
}

/** @param {readonly import('../../tools/serve-strictly.mjs').ServedRequest[]} asked */
function modelsOf(asked) {
  return asked.flatMap(({ path }) => (path.startsWith('/models/') ? [path] : []));
}

/**
 * What the second visit did not have from the first.
 * @param {{ fetched: readonly string[], kept: readonly string[], embedded: number }} again
 */
function forgotten({ fetched, kept, embedded }) {
  const problems = fetched.map((path) => `it fetched ${path} again`);
  if (kept.join() !== KEPT.join()) problems.push(`it keeps ${kept}`);
  if (embedded > 0) problems.push(`it embedded ${embedded} items again`);
  return problems;
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${VISITS_MS} ms`)), VISITS_MS);
  });
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}

/** What is wrong with a visit, alone and beside the first of all. @param {Visit} visit */
function problemsOf(visit) {
  first ??= visit;
  const problems = [...visit.errors, ...visit.refusals];
  if (visit.runtime !== 'encoder') problems.push(`it runs ${visit.runtime} on ${visit.backend}`);
  for (const what of /** @type {const} */ (['shown', 'found']))
    if (visit[what].join() !== EXPECTED.join()) problems.push(`${what}: ${visit[what].join(', ')}`);
  for (const [kind, vectors] of Object.entries(visit.vectors)) {
    const least = Math.min(...vectors.map((vector, i) => cosine(vector, first?.vectors[kind]?.[i] ?? [])));
    if (!(least >= MIN_COSINE[/** @type {keyof typeof MIN_COSINE} */ (kind)]))
      problems.push(`${kind}: cosine ${least}`);
  }
  return problems;
}

/** @param {Record<string, number>} values */
function rounded(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  );
}
