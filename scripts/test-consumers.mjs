// npm run test:consumers: installs the packed tarball in an app for each bundler (examples/consumers), builds it, serves it
// under a strict Content-Security-Policy with the bundled model, and searches in headless Chromium. The page must find what a
// person means, log no error, and ask nothing of another origin.
//
//   --only NAME      one app
//   --tarball FILE   the package, if it is packed already
//   --json           one JSON object last: { machine, versions, bars, … }

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';
import { serveDev } from './consumers/serve-dev.mjs';
import { serveStrictly } from './consumers/serve-strictly.mjs';
import { atLeast, report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    tarball: { type: 'string' },
  },
});
const root = resolve(import.meta.dirname, '..');
const apps = join(root, 'examples/consumers');
const names = readdirSync(apps).filter((name) => name !== 'app' && (options.only ?? name) === name);
const WEIGHTS = '@react-embeddings/all-minilm-l6-v2';
const QUERY = 'my tooth hurts';
const EXPECTED = 'Call the dentist about Thursday';

const work = mkdtempSync(join(tmpdir(), 'react-embeddings-consumers-'));
const chromiumPath = findChromium();
const browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_FLAGS });
/** @type {Record<string, import('./report.mjs').Bar>} */
const bars = {};
try {
  const tarball = options.tarball ? resolve(options.tarball) : pack();
  for (const name of names) {
    for (const [way, problems] of Object.entries(await tryApp(name, tarball))) {
      bars[way] = atLeast(Number(problems.length === 0), 1);
      console.error(problems.length === 0 ? `${way}: works` : `${way}: ${problems.join('\n  ')}`);
    }
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
report({ bars, n: { apps: Object.keys(bars).length }, chromiumPath, json: options.json });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/** The package as it would be published. */
function pack() {
  run('npm', ['run', 'build'], root);
  return packed(root);
}

function packWeights() {
  return packed(join(root, 'models/all-MiniLM-L6-v2'));
}

/** @param {string} folder */
function packed(folder) {
  const args = ['pack', folder, '--ignore-scripts', '--silent', '--pack-destination', work];
  return join(work, run('npm', args, root).trim().split('\n').at(-1) ?? '');
}

/**
 * Tries an app as it is built, in each way that its scripts name (`build`, `build:…`), and as it is developed (`dev`).
 * @param {string} name
 * @param {string} tarball
 * @returns {Promise<Record<string, string[]>>} what is wrong, by way
 */
async function tryApp(name, tarball) {
  const folder = join(work, name);
  cpSync(join(apps, 'app'), folder, { recursive: true });
  cpSync(join(apps, name), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies['react-embeddings'] = `file:${tarball}`;
  if (WEIGHTS in manifest.dependencies) manifest.dependencies[WEIGHTS] = `file:${packWeights()}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const script of Object.keys(manifest.scripts)) {
    const way = script === 'build' ? name : `${name}:${script.replace('build:', '')}`;
    found[way] = await tryScript(folder, script).catch((error) => [
      `it cannot be built: ${String(error.stderr || error.stdout || error).slice(-4000)}`,
    ]);
  }
  rmSync(folder, { recursive: true, force: true });
  return found;
}

/**
 * @param {string} folder
 * @param {string} script
 */
async function tryScript(folder, script) {
  if (!existsSync(join(folder, 'node_modules')))
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], folder);
  if (script !== 'dev') run('npm', ['run', script], folder);
  const server = await (script === 'dev' ? serveDev(folder) : serveStrictly(join(folder, 'dist')));
  try {
    return await search(server.address);
  } finally {
    server.close();
  }
}

/** Types a query, and waits for what it means. @param {string} address */
async function search(address) {
  /** @type {string[]} */
  const problems = [];
  const page = await browser.newPage();
  page.on('console', (message) => {
    const isIcon = message.location().url.endsWith('/favicon.ico'); // which no app here has
    if (message.type() === 'error' && !isIcon) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== new URL(address).origin)
      problems.push(`it asked for ${request.url()}`);
  });
  try {
    await page.goto(address);
    await page.getByRole('combobox', { name: 'Notes' }).fill(QUERY);
    await page.getByRole('option').first().filter({ hasText: EXPECTED }).waitFor({ timeout: 60_000 });
  } catch (error) {
    const shown = await page.locator('body').textContent();
    problems.push(`${error instanceof Error ? error.message : error}\n  It shows: ${shown}`);
  }
  await page.close();
  return problems;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
function run(program, args, cwd) {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1e8,
  });
}
