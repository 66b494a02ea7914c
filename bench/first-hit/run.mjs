// npm run bench:first-hit: how long after opening a page the first hit by meaning is seen, in Chromium, on a line of 20 Mbit/s
// and 40 ms, in an app that is built with the packed library and packages of weights. Medians, in milliseconds.
//   first_meaning_ms: a first visit with bge-small in 4 bits, and the static model of 4 MB before it (`interimModel`).
//   first_meaning_default_ms: without that one. second_visit_ms: with it, when all files are stored.
//   second_visit_default_ms: without. transformers_js: the same by transformers.js, with the same weights, behind the same line.

import { cpSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { run } from '../../test/consumers/command.mjs';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { CONTENT_TYPES } from '../../tools/content-types.mjs';
import { mapValues } from '../../tools/map-values.mjs';
import { atMost, median, report } from '../../tools/report.mjs';
import { comparedVersions, installPeer } from '../peer.mjs';
import { answer, serveSlowly } from '../slow-line.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const APP = resolve(import.meta.dirname, '.app');
const PAGE = resolve(APP, 'first-hit');
const THEIRS = resolve(APP, 'theirs');
const QUERY = 'how do I get my money back';
const HIT = 'Refunds are paid within five days';
const BY_MEANING = '[data-mode="hybrid"] [role="option"]:first-child';

/** What is opened. */
const PATHS = {
  interim: '?packaged&interim',
  plain: '?packaged',
  theirs: `theirs.html?query=${encodeURIComponent(QUERY)}`,
};
const WAIT = { timeout: 120_000 };
/** How long a person stays at the first visit: what is stored for the next one is stored meanwhile. */
const STAY_MS = 4_000;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    built: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);

await buildApp();
const server = await serveSlowly(fileOf);
const executablePath = findChromium();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  const { interim, plain, theirs } = await measureAll();
  const bars = {
    first_meaning_ms: atMost(interim.first, 3000),
    first_meaning_default_ms: atMost(plain.first, 9000),
    second_visit_ms: atMost(interim.second, 600),
  };
  report({
    bars,
    n: { rounds },
    chromiumPath: executablePath,
    json: options.json,
    versions: comparedVersions(),
    tables: {
      second_visit_default_ms: Math.round(plain.second),
      transformers_js: mapValues(theirs, Math.round),
    },
  });
  process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;
} finally {
  await browser.close();
  server.close();
}

/** Medians, in turns. */
async function measureAll() {
  const times = mapValues(PATHS, () => ({
    first: /** @type {number[]} */ ([]),
    second: /** @type {number[]} */ ([]),
  }));
  for (let round = 0; round < rounds; round++)
    for (const [name, path] of Object.entries(PATHS)) {
      const { first, second } = await measure(path);
      times[/** @type {keyof typeof PATHS} */ (name)].first.push(first);
      times[/** @type {keyof typeof PATHS} */ (name)].second.push(second);
    }
  return mapValues(times, ({ first, second }) => ({ first: median(first), second: median(second) }));
}

/** Both pages: ours with the library as it would be published, and what it needs from this repository's packages. */
async function buildApp() {
  installPeer();
  rmSync(APP, { recursive: true, force: true });
  const installed = resolve(APP, 'node_modules/react-embeddings');
  mkdirSync(installed, { recursive: true });
  if (!options.built) run('npm', ['run', 'build'], ROOT);
  const words = ['pack', ROOT, '--ignore-scripts', '--silent', '--pack-destination', APP];
  const tarball = run('npm', words, ROOT).trim().split('\n').at(-1) ?? '';
  run('tar', ['-xzf', resolve(APP, tarball), '-C', installed, '--strip-components', '1'], APP);
  for (const name of ['index.html', 'page.tsx'])
    cpSync(resolve(import.meta.dirname, name), resolve(PAGE, name));
  cpSync(resolve(import.meta.dirname, '../notes.ts'), resolve(APP, 'notes.ts'));
  await build({
    configFile: false,
    root: PAGE,
    logLevel: 'error',
    worker: { format: 'es' },
  });
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir: THEIRS,
      target: 'es2022',
      rolldownOptions: { input: resolve(import.meta.dirname, 'theirs.html') },
    },
  });
}

/** A file of the built apps, of a model, or of the peer's runtime. @param {string} url */
function fileOf(url) {
  const { pathname } = new URL(url, 'http://host');
  const path = pathname === '/' ? 'index.html' : pathname.slice(1);
  const file = placesOf(path).find((place) => statSync(place, { throwIfNoEntry: false })?.isFile());
  if (!file) return { status: 404, headers: {}, body: Buffer.alloc(0) };
  const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
  const time = file.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable';
  return answer(type, readFileSync(file), { 'cache-control': time });
}

/** Where a file may lie. @param {string} path */
function placesOf(path) {
  const [folder = '', ...rest] = path.split('/');
  if (folder === 'ort') return [resolve(ROOT, 'bench/node_modules/onnxruntime-web/dist', ...rest)];
  // The package has none; MiniLM's tokenizer is the same.
  if (path.endsWith('/tokenizer_config.json'))
    return [resolve(ROOT, 'models/all-MiniLM-L6-v2/tokenizer_config.json')];
  if (folder === 'models') return [resolve(ROOT, path)];
  return [join(PAGE, 'dist', path), join(THEIRS, path)];
}

/**
 * The first visit and the second, in a profile of its own.
 * @param {string} path
 */
async function measure(path) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const first = await visit(page, path);
  await page.waitForFunction(() => !document.querySelector('[role="progressbar"]'), undefined, WAIT);
  await page.waitForTimeout(STAY_MS);
  const second = await visit(page, path);
  await context.close();
  return { first, second };
}

/**
 * Milliseconds from the start of the navigation until the hit is shown.
 * @param {import('playwright').Page} page
 * @param {string} path
 */
async function visit(page, path) {
  await page.goto(server.address + path, { waitUntil: 'commit' });
  await page.getByRole('combobox').fill(QUERY, WAIT);
  const seen = await page.waitForFunction(
    ([row, hit]) => document.querySelector(row)?.textContent?.includes(hit) && performance.now(),
    /** @type {const} */ ([BY_MEANING, HIT]),
    { ...WAIT, polling: 'raf' },
  );
  return Number(await seen.jsonValue());
}
