import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from '../tools/browser.mjs';
import { freePort } from '../tools/ports.mjs';

/**
 * Builds and serves the page of a folder and lets `measure` use it in a headless Chromium. Each page it opens has a browser
 * profile of its own, with nothing kept yet.
 * @template T
 * @param {(openPage: (search?: string) => Promise<import('playwright').Page>, chromiumPath: string) => Promise<T>} measure
 * @param {string} folder from bench/; its own vite.config.ts counts before that of bench/
 * @param {readonly string[]} flags further ones of Chromium
 * @param {{ executablePath: string, env?: Record<string, string> }} program
 */
export async function withBenchPage(
  measure,
  folder = 'quality',
  flags = [],
  { executablePath, env = {} } = { executablePath: findChromium() },
) {
  const root = resolve(import.meta.dirname, folder);
  const own = resolve(root, 'vite.config.ts');
  const configFile = existsSync(own) ? own : resolve(import.meta.dirname, 'vite.config.ts');
  await build({ configFile, root, logLevel: 'warn' });
  const server = await preview({ configFile, root, preview: { port: await freePort() }, logLevel: 'warn' });
  const address = /** @type {string} */ (server.resolvedUrls?.local[0]);
  const browser = await chromium.launch({
    executablePath,
    args: [...CHROMIUM_FLAGS, ...flags],
    env: { ...process.env, ...env },
  });
  try {
    const openPage = async (search = '') => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(address + search);
      await page.waitForFunction(
        () =>
          window.bench ??
          window.latencyBench ??
          window.cpuBench ??
          window.tokenizersBench ??
          window.searchBench ??
          window.modelsBench ??
          window.webgpuBench ??
          window.typingBench ??
          window.plotsBench ??
          window.tabsBench ??
          window.curveBench ??
          window.compareBench,
      );
      return page;
    };
    return await measure(openPage, executablePath);
  } finally {
    await browser.close();
    await server.close();
  }
}
