// npm run demo: builds the demo page and serves it. With --query it is also used, as a person would, and the hits are
// printed.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';

/** Only this machine has an address: a page that needs anything from elsewhere fails. */
const NO_NETWORK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

const HELP = `npm run demo -- [options]
  (no options)      build the demo page, serve it on 127.0.0.1 and print its address
  --query TEXT      open it in headless Chromium, type TEXT, print the ranked hits and exit
  --items FILE      search these texts instead: a JSON array of strings
  --json            print one JSON object: { backend, space, hits: [{ text, score }], ms: { load, index, query } }
  --port N          serve on this port (default: a free one from 4173 on)`;

const { values: options } = parseArgs({
  options: {
    query: { type: 'string' },
    items: { type: 'string' },
    json: { type: 'boolean', default: false },
    port: { type: 'string', default: '4173' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(HELP);
} else {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

async function main() {
  const items = options.items === undefined ? undefined : readItems(options.items);
  const configFile = resolve(import.meta.dirname, '../examples/demo/vite.config.ts');
  await build({ configFile, logLevel: 'warn' });
  const server = await preview({
    configFile,
    plugins: items ? [itemsServer(items)] : [],
    preview: { port: Number(options.port) },
    logLevel: 'warn',
  });
  const address = `${server.resolvedUrls?.local[0]}${items ? '?items' : ''}`;
  if (options.query === undefined) {
    console.log(`The demo is at ${address}\nPress Ctrl+C to stop.`);
    return;
  }
  try {
    print(await search(address, options.query));
  } finally {
    await server.close();
  }
}

/**
 * @param {string} file
 * @returns {string[]}
 */
function readItems(file) {
  const items = JSON.parse(readFileSync(file, 'utf8'));
  if (Array.isArray(items) && items.every((item) => typeof item === 'string')) return items;
  throw new Error(`${file} must be a JSON array of strings.`);
}

/**
 * @param {string[]} items
 * @returns {import('vite').Plugin}
 */
function itemsServer(items) {
  return {
    name: 'items-server',
    configurePreviewServer({ middlewares }) {
      middlewares.use('/items.json', (_, response) => response.end(JSON.stringify(items)));
    },
  };
}

/**
 * Opens the page, types the query key by key, and reads what it shows.
 * @param {string} address
 * @param {string} query
 */
async function search(address, query) {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_FLAGS, NO_NETWORK],
  });
  try {
    const page = await browser.newPage();
    const problems = watchForProblems(page, new URL(address).origin);
    await page.goto(address);
    await page.locator('#index').waitFor({ timeout: 600_000 });
    await page.getByRole('combobox').pressSequentially(query, { delay: 30 });
    await page.locator('[data-sem-part=root][data-state=ready]').waitFor({ timeout: 60_000 });
    await page.locator('#query').waitFor();
    if (problems.length > 0) throw new Error(`The page has problems:\n${problems.join('\n')}`);
    return await page.evaluate(readPage);
  } finally {
    await browser.close();
  }
}

/**
 * Errors on the page, and requests to anywhere else than its own origin, which are not let through.
 * @param {import('playwright').Page} page
 * @param {string} origin
 */
function watchForProblems(page, origin) {
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.context().route(
    (url) => url.origin !== origin && url.protocol.startsWith('http'),
    (route) => {
      problems.push(`request to ${route.request().url()}`);
      return route.abort();
    },
  );
  return problems;
}

/**
 * What the demo page shows. Runs in the page.
 * @returns {Promise<DemoAnswer>}
 */
async function readPage() {
  await new Promise(requestAnimationFrame); // the timing of the last answer is shown after the answer
  await new Promise(requestAnimationFrame);
  /** @param {string} id */
  const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @param {string} id */
  const ms = (id) => Math.round(Number(element(id).dataset.ms) * 10) / 10;
  return {
    backend: element('backend').textContent ?? '',
    space: element('model').title,
    hits: [...document.querySelectorAll('[role=option]')].map((row) => ({
      text: row.querySelector('span')?.textContent ?? '',
      score: Number(row.querySelector('data')?.value),
    })),
    ms: { load: ms('load'), index: ms('index'), query: ms('query') },
  };
}

/** @typedef {{ backend: string, space: string, hits: { text: string, score: number }[], ms: { load: number, index: number, query: number } }} DemoAnswer */

/** @param {DemoAnswer} answer */
function print(answer) {
  if (options.json) return console.log(JSON.stringify(answer));
  const { backend, space, hits, ms } = answer;
  for (const { text, score } of hits) console.log(`${score.toFixed(3)}  ${text}`);
  console.log(`\nBackend ${backend}, space ${space}`);
  console.log(
    `Model loaded in ${ms.load} ms, texts read in ${ms.index} ms, query answered in ${ms.query} ms`,
  );
}
