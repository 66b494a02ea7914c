// npm run test:environments: the search in places that pages are really served in: scripts on another origin, COEP on the
// HTML alone, Trusted Types, a sandboxed frame, no Worker, a worker that is gone, plain http, a service worker, an extension. Words must be
// found in all of them, meaning wherever a worker can run (by a static model everywhere), and what is said must be true.
//
//   --only NAMES     these environments, separated by commas: parts of their names
//   --browser NAMES  chromium (default), firefox, webkit, separated by commas, or all that are here
//   --json           one JSON object last: { machine, versions, bars, … }

import { parseArgs } from 'node:util';
import { findChromium } from '../../tools/browser.mjs';
import { MissingProgram } from '../../tools/find-program.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { buildPages } from './build.mjs';
import { ENVIRONMENTS } from './environments.mjs';
import { openExtension } from './extension.mjs';
import { openEnvironmentBrowser } from './open.mjs';
import { serveEnvironments } from './server.mjs';

/** @typedef {import('./app.js').EnvironmentVisit} EnvironmentVisit */

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
const EXTENSION = { background: 'the background of an extension', page: 'a page of an extension' };

await buildPages();

const parts = options.only?.split(',') ?? [''];
const isWanted = (/** @type {string} */ name) => parts.some((part) => name.includes(part));
const browsers = options.browser === 'all' ? ['chromium', 'firefox', 'webkit'] : options.browser.split(',');
/** @typedef {{ words: boolean, meaning: boolean | undefined, wrong: readonly string[] }} Result */
/** @type {Record<string, Result>} */
const results = {};
/** @type {Record<string, string>} */
const versions = {};
let longestTask = 0;
const server = await serveEnvironments();
for (const name of browsers)
  await tryBrowser(name).catch((error) => {
    if (!(error instanceof MissingProgram && options.browser === 'all')) throw error;
    console.error(`${name} is left out. ${error.message}`);
  });
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
report({
  bars,
  n: { environments: all.length },
  ...(browsers.includes('chromium') && { chromiumPath: findChromium() }),
  json: options.json,
  versions,
  tables: { results },
});
process.exitCode = all.length > 0 && Object.values(bars).every(({ holds }) => holds) ? 0 : 1;

/** @param {string} name */
async function tryBrowser(name) {
  const browser = await openEnvironmentBrowser(name);
  versions[name] = browser.version;
  try {
    for (const [environment, { only = [name] }] of Object.entries(ENVIRONMENTS))
      if (only.includes(name)) await note(name, environment, () => visit(browser, name, environment));
    await note(name, SERVICE_WORKER, () => visitServiceWorker(browser));
  } finally {
    await browser.close();
  }
  if (name === 'chromium' && Object.values(EXTENSION).some(isWanted)) await tryExtension();
}

async function tryExtension() {
  const extension = await openExtension();
  try {
    await note('chromium', EXTENSION.background, () => extension.visitBackground().then(backgroundResult));
    await note('chromium', EXTENSION.page, async () => pageResult(await extension.visitPage(), {}));
  } finally {
    await extension.close();
  }
}

/**
 * Makes a visit and notes what came of it.
 * @param {string} browser
 * @param {string} environment
 * @param {() => Promise<Result>} visit
 */
async function note(browser, environment, visit) {
  if (!isWanted(environment)) return;
  const failed = (/** @type {unknown} */ error) => ({ words: false, meaning: false, wrong: [String(error)] });
  const result = await inTime(visit()).catch(failed);
  const name = browser === 'chromium' ? environment : `${environment}, in ${browser}`;
  results[name] = result;
  const state = [result.words || 'no words', (result.meaning ?? true) ? '' : 'no meaning', ...result.wrong];
  console.error(`${name}: ${state.filter((each) => each && each !== true).join('\n  ') || 'works'}`);
}

/**
 * @param {import('./open.mjs').EnvironmentBrowser} browser
 * @param {string} browserName
 * @param {string} name
 */
async function visit(browser, browserName, name) {
  const environment = { ...ENVIRONMENTS[name], ...ENVIRONMENTS[name]?.differsIn?.[browserName] };
  const visit = await browser.visit(server.addressOf(name), environment.visit ?? {});
  return pageResult(visit, environment);
}

/**
 * @param {EnvironmentVisit} visit
 * @param {import('./environments.mjs').Environment} environment
 * @returns {Result}
 */
function pageResult(visit, environment) {
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
 * @param {import('./environments.mjs').Environment} environment
 */
function wrongIn(
  { errors, reasons, messages, persistError, restored = 0 },
  { reason, isKeeping = true, visit: asked },
) {
  const wrong = [...errors];
  const wanted = reason === undefined ? '' : reason;
  if (reasons.join() !== wanted) wrong.push(`the reason is “${reasons}” and not “${wanted}”`);
  if (messages.length !== (reason === undefined ? 0 : 1)) wrong.push(`the box says: ${messages.join(' | ')}`);
  const items = asked?.forget ? 1 : ITEMS; // one was added after all had been deleted
  if (isKeeping && (persistError !== undefined || restored !== items))
    wrong.push(`of ${items} vectors ${restored} are stored, and it says: ${persistError}`);
  if (!isKeeping && persistError === undefined) wrong.push('it does not say that vectors cannot be stored');
  return wrong;
}

/** @param {import('./open.mjs').EnvironmentBrowser} browser */
async function visitServiceWorker(browser) {
  return backgroundResult(await browser.visitServiceWorker(server.addressOf('plain'), '/serviceWorker/'));
}

/** @param {{ words: string[], errors: string[] }} visit @returns {Result} */
function backgroundResult({ words, errors }) {
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
