import { chromium } from 'playwright';
import puppeteer from 'puppeteer-core';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { findProgram } from '../../tools/find-program.mjs';
import { openWebKitWindow } from '../browsers/webkit.mjs';
import { PLAIN_HOST } from './server.mjs';

/** @typedef {import('./app.js').EnvironmentVisit} EnvironmentVisit */
/** @typedef {import('./app.js').VisitOptions} VisitOptions */

/**
 * @typedef {object} EnvironmentBrowser
 * @property {string} version
 * @property {(address: string, options: VisitOptions) => Promise<EnvironmentVisit>} visit in a window of its own
 * @property {(page: string, folder: string) => Promise<{ words: string[], errors: string[] }>} visitServiceWorker
 * @property {() => Promise<void>} close
 */

/**
 * A browser for pages in environments: Chromium, Firefox by WebDriver BiDi, or WebKit by WebDriver.
 * @param {string} name
 * @returns {Promise<EnvironmentBrowser>}
 */
export async function openEnvironmentBrowser(name) {
  if (name === 'chromium') return openChromium();
  if (name === 'firefox') return openFirefox();
  if (name === 'webkit') return openWebKit();
  throw new Error(`There is no browser ${name} here, but chromium, firefox and webkit.`);
}

/** @returns {Promise<EnvironmentBrowser>} */
async function openChromium() {
  const args = [...CHROMIUM_FLAGS, `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  return browserOf(`chromium/${browser.version()}`, {
    open: async () => {
      const context = await browser.newContext();
      return { page: await context.newPage(), end: () => context.close() };
    },
    close: () => browser.close(),
  });
}

/** @returns {Promise<EnvironmentBrowser>} */
async function openFirefox() {
  const executablePath = process.env.FIREFOX_PATH ?? findProgram('firefox-esr', ['firefox-esr']);
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  return browserOf(await browser.version(), {
    open: async () => {
      const context = await browser.createBrowserContext();
      return { page: await context.newPage(), end: () => context.close() };
    },
    close: () => browser.close(),
  });
}

/** @returns {Promise<EnvironmentBrowser>} */
async function openWebKit() {
  const first = await openWebKitWindow();
  const { version } = first;
  await first.close();
  return browserOf(version, {
    open: async () => {
      const { goto, run, close } = await openWebKitWindow();
      /** @type {(isThere: () => unknown) => Promise<unknown>} */
      const waitForFunction = (isThere) =>
        run(`while (!(${isThere})()) await new Promise((resolve) => setTimeout(resolve, 50));`);
      /** @type {Page['evaluate']} */
      const evaluate = async (work, input) => withoutNull(await run(`return (${work})(given);`, input));
      return { page: { goto, waitForFunction, evaluate }, end: close };
    },
    close: async () => {},
  });
}

/** WebDriver gives null for what is undefined. @param {Record<string, unknown>} value @returns {any} */
function withoutNull(value) {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}

/**
 * What the pages of Playwright and of Puppeteer have in common.
 * @typedef {object} Page
 * @property {(address: string) => Promise<unknown>} goto
 * @property {(isThere: () => unknown) => Promise<unknown>} waitForFunction
 * @property {(run: (input: any) => any, input: unknown) => Promise<any>} evaluate
 */

/**
 * @param {string} version
 * @param {{ open: () => Promise<{ page: Page, end: () => Promise<void> }>, close: () => Promise<void> }} windows
 * @returns {EnvironmentBrowser}
 */
function browserOf(version, { open, close }) {
  /** @type {<T>(use: (page: Page) => Promise<T>) => Promise<T>} */
  const inWindow = async (use) => {
    const { page, end } = await open();
    try {
      return await use(page);
    } finally {
      await end();
    }
  };
  return {
    version,
    close,
    visit: (address, options) =>
      inWindow(async (page) => {
        await page.goto(address);
        await page.waitForFunction(() => window.visitEnvironment);
        return page.evaluate((given) => window.visitEnvironment(given), options);
      }),
    visitServiceWorker: (address, folder) =>
      inWindow(async (page) => {
        await page.goto(address);
        return page.evaluate(askServiceWorker, folder);
      }),
  };
}

/** Runs in the page. @param {string} folder */
async function askServiceWorker(folder) {
  const scope = { scope: folder, type: /** @type {const} */ ('module') };
  const registration = await navigator.serviceWorker.register(`${folder}serviceWorker.js`, scope);
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  await new Promise((resolve) => {
    const check = () => worker?.state === 'activated' && resolve(undefined);
    worker?.addEventListener('statechange', check);
    check();
  });
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker?.postMessage('find', [port2]);
  return answer;
}
