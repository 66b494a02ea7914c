// npm run test:consumers: installs the packed tarball in an app for each bundler (test/consumers/apps), builds it, serves it
// under a strict Content-Security-Policy with the bundled model, and searches in headless Chromium. The page must find what a
// person means, log no error, and ask nothing of another origin. The app `readme` is what README.md tells a new user to make, `examples` has the
// pages of examples/, each used as a person would.
// It measures worker_gzip_kb (what the worker fetches before its first vector, without the model) and
// unused_wasm_mb (wasm that is deployed and never asked for).
//
//   --only NAMES     these apps, separated by commas
//   --tarball FILE   the package, if it is packed already
//   --json           one JSON object last: { machine, versions, bars, … }

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { serveStrictly } from '../../tools/serve-strictly.mjs';
import { cannotRun, run } from './command.mjs';
import { tryExamples } from './examples.mjs';
import { packAll } from './pack.mjs';
import { tryReadme } from './readme.mjs';
import { serveByScript } from './serve-script.mjs';
import { sizesOf } from './sizes.mjs';
import { problemsAtHome, search, visit, visitFound } from './visit.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    tarball: { type: 'string' },
  },
});
const root = resolve(import.meta.dirname, '../..');
const apps = join(root, 'test/consumers/apps');
/** Apps with files of their own, and how they are tried. */
const OWN = { readme: tryReadme, examples: tryExamples };
const all = [...new Set([...Object.keys(OWN), ...readdirSync(apps).filter((name) => name !== 'app')])];
const names = options.only?.split(',') ?? all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`There is no app ${unknown.join(', ')}, but ${all.join(', ')}.`);
const MODEL = 'models/all-MiniLM-L6-v2';
/** The same hits everywhere. */
const NOTES = {
  label: 'Notes',
  query: 'my tooth hurts',
  expected: [
    'Call the dentist about Thursday',
    'The bike needs new brakes',
    'Buy oat milk and bread',
    'Water the tomatoes on the balcony',
  ],
};
const NEXT = { query: 'brakes', expected: ['The bike needs new brakes'] };
process.once('SIGINT', () => process.exit(130)); // which ends what was started

const work = mkdtempSync(join(tmpdir(), 'react-embeddings-consumers-'));
const chromiumPath = findChromium();
const args = [...CHROMIUM_FLAGS, '--enable-unsafe-webgpu'];
const browser = await chromium.launch({ executablePath: chromiumPath, args });
/** @type {Record<string, import('../../tools/report.mjs').Bar>} */
const bars = {};
/** @type {Record<string, import('./sizes.mjs').Sizes>} */
const sizes = {};
try {
  const tarballs = packAll(work, options.tarball);
  for (const name of names) {
    const own = OWN[/** @type {keyof typeof OWN} */ (name)];
    const ways = own ? own({ browser, work, tarballs }) : tryApp(name, tarballs);
    for (const [way, problems] of Object.entries(await ways)) {
      bars[way] = atLeast(Number(problems.length === 0), 1);
      console.error(problems.length === 0 ? `${way}: works` : `${way}: ${problems.join('\n  ')}`);
    }
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
const n = { apps: Object.keys(bars).length, measured: Object.keys(sizes).length };
if (n.measured > 0) {
  bars.worker_gzip_kb = atMost(Math.max(...Object.values(sizes).map((size) => size.worker_gzip_kb)), 40);
  bars.unused_wasm_mb = atMost(Math.max(...Object.values(sizes).map((size) => size.unused_wasm_mb)), 0);
}
report({ bars, n, chromiumPath, json: options.json, tables: { sizes } });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/**
 * Tries an app as it is built, in each way that its scripts name (`build`, `build:…`), and as it is developed (`dev…`).
 * @param {string} name
 * @param {Record<string, string>} tarballs
 * @returns {Promise<Record<string, string[]>>} what is wrong, by way
 */
async function tryApp(name, tarballs) {
  const folder = join(work, name);
  const { like = [] } = JSON.parse(readFileSync(join(apps, name, 'package.json'), 'utf8')); // whose files it takes
  for (const part of ['app', ...like, name]) cpSync(join(apps, part), folder, { recursive: true });
  cpSync(join(root, MODEL), join(folder, 'public', MODEL), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const [dependency, file] of Object.entries(tarballs))
    if (dependency === 'react-embeddings' || dependency in manifest.dependencies)
      manifest.dependencies[dependency] = `file:${file}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const script of Object.keys(manifest.scripts)) {
    const way = script === 'build' ? name : `${name}:${script.replace('build:', '')}`;
    found[way] = await tryScript(folder, script, way).catch(cannotRun);
  }
  rmSync(folder, { recursive: true, force: true });
  return found;
}

/**
 * @param {string} folder
 * @param {string} script
 * @param {string} way under which its sizes are told
 */
async function tryScript(folder, script, way) {
  if (!existsSync(join(folder, 'node_modules'))) run('npm', ['install'], folder);
  const isBuilt = !script.startsWith('dev');
  if (isBuilt) run('npm', ['run', script], folder);
  const dist = join(folder, 'dist');
  const strict = isBuilt ? await serveStrictly(dist) : undefined;
  const server = strict ?? (await serveByScript(folder, script));
  try {
    const problems = problemsAtHome(await visit(browser, server.address, (page) => search(page, NOTES)));
    const isPlain = !/onnxruntime|gpu/.test(script); // what those fetch more is what they are for
    if (strict && isPlain && problems.length === 0) sizes[way] = sizesOf(dist, strict.asked);
    if (!existsSync(join(folder, 'app/found'))) return problems; // its server does not search
    return problems.concat(await visitFound(browser, `${server.address}found.html`, NOTES, NEXT));
  } finally {
    server.close();
  }
}
