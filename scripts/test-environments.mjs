// npm run test:environments: the search in places that pages are really served in: scripts on another origin, COEP on the
// HTML alone, Trusted Types, a sandboxed frame, no Worker, a worker that is gone, plain http, a service worker. Words must be
// found in all of them, meaning wherever a worker can run (by a static model everywhere), and what is said must be true.
//
//   --only NAMES     these environments, separated by commas: parts of their names
//   --browser NAME   chromium (default), firefox or webkit
//   --json           one JSON object last: { machine, versions, bars, … }

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { findChromium } from './browser.mjs';
import { ENVIRONMENTS } from './environments/environments.mjs';
import { openEnvironmentBrowser } from './environments/open.mjs';
import { serveEnvironments } from './environments/server.mjs';
import { atLeast, atMost, report } from './report.mjs';

/** @typedef {import('../bench/environments/app.js').EnvironmentVisit} EnvironmentVisit */

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    browser: { type: 'string', default: 'chromium' },
  },
});

const VISIT_MS = 90_000;
/** A task of a page that searches words itself is to end in so many milliseconds; what a slow machine adds is not ours. */
const TASK_MS = 50;
const [ITEM, ITEMS] = ['Call the dentist about Thursday', 4];
const SERVICE_WORKER = 'a service worker';

const folder = resolve(import.meta.dirname, '../bench/environments');
for (const config of ['vite.config.ts', 'serviceWorker.config.ts'])
  await build({ configFile: resolve(folder, config), logLevel: 'error' });

const parts = options.only?.split(',') ?? [''];
const names = [...Object.keys(ENVIRONMENTS), SERVICE_WORKER].filter(
  (name) =>
    parts.some((part) => name.includes(part)) &&
    (ENVIRONMENTS[name]?.only ?? [options.browser]).includes(options.browser),
);
const server = await serveEnvironments();
const browser = await openEnvironmentBrowser(options.browser);
/** @typedef {{ words: boolean, meaning: boolean | undefined, wrong: readonly string[] }} Result */
/** @type {Record<string, Result>} */
const results = {};
let longestTask = 0;
for (const name of names) {
  const result = await inTime(name === SERVICE_WORKER ? visitServiceWorker() : visit(name)).catch(
    (error) => ({
      words: false,
      meaning: false,
      wrong: [String(error)],
    }),
  );
  results[name] = result;
  const state = [result.words || 'no words', (result.meaning ?? true) ? '' : 'no meaning', ...result.wrong];
  console.error(`${name}: ${state.filter((each) => each && each !== true).join('\n  ') || 'works'}`);
}
await browser.close();
server.close();

const all = Object.values(results);
const wanted = all.filter(({ meaning }) => meaning !== undefined);
const bars = {
  words_found: atLeast(all.filter(({ words }) => words).length, all.length),
  meaning_found: atLeast(wanted.filter(({ meaning }) => meaning).length, wanted.length),
  wrong_messages: atMost(
    all.reduce((sum, { wrong }) => sum + wrong.length, 0),
    0,
  ),
  longest_task_ms: atMost(longestTask, TASK_MS),
};
const chromium = options.browser === 'chromium' ? { chromiumPath: findChromium() } : {};
const versions = { [options.browser]: browser.version };
report({
  bars,
  n: { environments: all.length },
  ...chromium,
  json: options.json,
  versions,
  tables: { results },
});
process.exitCode = all.length > 0 && Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/** @param {string} name @returns {Promise<Result>} */
async function visit(name) {
  const environment = ENVIRONMENTS[name] ?? {};
  const visit = await browser.visit(server.addressOf(name), environment.visit ?? {});
  longestTask = Math.max(longestTask, visit.longestTask ?? 0);
  const meanings =
    environment.reason === undefined ? [visit.meaning, visit.staticMeaning] : [visit.staticMeaning];
  return {
    words: visit.words[0] === ITEM && visit.rows[0] === ITEM,
    meaning: meanings.every((item) => item === ITEM),
    wrong: wrongIn(visit, environment),
  };
}

/**
 * What a visit says that is not so.
 * @param {EnvironmentVisit} visit
 * @param {import('./environments/environments.mjs').Environment} environment
 */
function wrongIn(
  { errors, reasons, messages, notKept, restored = 0 },
  { reason, isKeeping = true, visit: asked },
) {
  const wrong = [...errors];
  const wanted = reason === undefined ? '' : reason;
  if (reasons.join() !== wanted) wrong.push(`the reason is “${reasons}” and not “${wanted}”`);
  if (messages.length !== (reason === undefined ? 0 : 1)) wrong.push(`the box says: ${messages.join(' | ')}`);
  const items = asked?.forget ? 1 : ITEMS; // one was added after all had been deleted
  if (isKeeping && (notKept !== undefined || restored !== items))
    wrong.push(`of ${items} vectors ${restored} are stored, and it says: ${notKept}`);
  if (!isKeeping && notKept === undefined) wrong.push('it does not say that vectors cannot be stored');
  return wrong;
}

/** @returns {Promise<Result>} */
async function visitServiceWorker() {
  const { words, errors } = await browser.visitServiceWorker(server.addressOf('plain'), '/serviceWorker/');
  return { words: words[0] === ITEM, meaning: undefined, wrong: errors };
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${VISIT_MS} ms`)), VISIT_MS);
  });
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}
