// npm run test:consumers: installs the packed tarball in an app for each bundler (examples/consumers), builds it, serves it
// under a strict Content-Security-Policy with the bundled model, and searches in headless Chromium. The page must find what a
// person means, log no error, and ask nothing of another origin.
//
//   --only NAME      one app
//   --tarball FILE   the package, if it is packed already
//   --json           one JSON object last: { machine, versions, bars, … }

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';
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
const QUERY = 'my tooth hurts';
const EXPECTED = 'Call the dentist about Thursday';

// Types of files, as any server has them.
const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
});

const work = mkdtempSync(join(tmpdir(), 'react-embeddings-consumers-'));
const chromiumPath = findChromium();
const browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_FLAGS });
/** @type {Record<string, import('./report.mjs').Bar>} */
const bars = {};
try {
  const tarball = options.tarball ? resolve(options.tarball) : pack();
  for (const name of names) {
    const problems = await tryApp(name, tarball);
    bars[name] = atLeast(Number(problems.length === 0), 1);
    console.error(problems.length === 0 ? `${name}: works` : `${name}: ${problems.join('\n  ')}`);
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
report({ bars, n: { apps: names.length }, chromiumPath, json: options.json });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/** The package as it would be published. */
function pack() {
  run('npm', ['run', 'build'], root);
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', work], root);
  return join(work, packed.trim().split('\n').at(-1) ?? '');
}

/**
 * @param {string} name
 * @param {string} tarball
 * @returns {Promise<string[]>} what is wrong
 */
async function tryApp(name, tarball) {
  const folder = join(work, name);
  cpSync(join(apps, 'app'), folder, { recursive: true });
  cpSync(join(apps, name), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies['react-embeddings'] = `file:${tarball}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  try {
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], folder);
    run('npm', ['run', 'build'], folder);
  } catch (error) {
    return [
      `it cannot be built: ${String(Object(error).stderr || Object(error).stdout || error).slice(-4000)}`,
    ];
  }
  const server = await serve(join(folder, 'dist'));
  try {
    return await search(server.address);
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Types a query, and waits for what it means. @param {string} address */
async function search(address) {
  /** @type {string[]} */
  const problems = [];
  const page = await browser.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
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
    const shown = await page.locator('body').innerText();
    problems.push(`${error instanceof Error ? error.message : error}\n  It shows: ${shown}`);
  }
  await page.close();
  return problems;
}

/** Serves an app and the models, with the strictest policy that lets wasm run. @param {string} folder */
async function serve(folder) {
  const inline = Array.from(
    readFileSync(join(folder, 'index.html'), 'utf8').matchAll(
      /<script(?![^>]*\ssrc=)[^>]*>(.*?)<\/script>/gs,
    ),
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' ${inline.join(' ')}`,
    "worker-src 'self'",
  ].join('; ');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = pathname.startsWith('/models/') ? join(root, pathname) : join(folder, pathname);
    const file = pathname.endsWith('/') ? join(path, 'index.html') : path;
    if (!existsSync(file) || !statSync(file).isFile())
      return response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    });
    response.end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
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
