import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'test/environments/dist');
const MODELS = ['all-MiniLM-L6-v2', 'static-minilm-256'];

/**
 * @typedef {object} OpenExtension
 * @property {() => Promise<import('./app.js').EnvironmentVisit>} visitPage visits a page of it
 * @property {() => Promise<{ words: string[], errors: string[] }>} visitBackground asks its service worker
 * @property {() => Promise<void>} close
 */

/**
 * An extension (Manifest V3) of the page and the service worker of test/environments, with its models, in a Chromium of its own.
 * @returns {Promise<OpenExtension>}
 */
export async function openExtension() {
  const folder = putTogether();
  const context = await chromium.launchPersistentContext('', {
    executablePath: findChromium(),
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [...CHROMIUM_FLAGS, `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
  });
  const [background = await context.waitForEvent('serviceworker')] = context.serviceWorkers();
  const address = new URL('index.html', background.url()).href;
  return {
    visitBackground: () => background.evaluate(() => globalThis.visitBackground()),
    async visitPage() {
      const page = await context.newPage();
      await page.goto(address);
      await page.waitForFunction(() => window.visitEnvironment);
      return page.evaluate(() => window.visitEnvironment());
    },
    close: () => context.close(),
  };
}

/** @returns {string} the folder of the extension */
function putTogether() {
  const folder = join(BUILT, 'extension');
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['page', 'serviceWorker']) cpSync(join(BUILT, part), folder, { recursive: true });
  cpSync(join(ROOT, 'test/environments/extension/manifest.json'), join(folder, 'manifest.json'));
  for (const model of MODELS)
    cpSync(join(ROOT, 'models', model), join(folder, 'models', model), { recursive: true });
  return folder;
}
