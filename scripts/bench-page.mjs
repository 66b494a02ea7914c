import { resolve } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from './browser.mjs';

/**
 * Builds and serves a folder of bench/ and lets `measure` use it in a headless Chromium. Each page it opens has a browser
 * profile of its own, with nothing kept yet.
 * @template T
 * @param {(openPage: (search?: string) => Promise<import('playwright').Page>, chromiumPath: string) => Promise<T>} measure
 * @param {'page' | 'cpu' | 'tokenizers' | 'search' | 'typing' | 'models' | 'webgpu' | 'plots'} folder
 * @param {readonly string[]} flags further ones of Chromium
 * @param {{ executablePath: string, env?: Record<string, string> }} program
 */
export async function withBenchPage(
  measure,
  folder = 'page',
  flags = [],
  { executablePath, env = {} } = { executablePath: findChromium() },
) {
  const configFile = resolve(import.meta.dirname, `../bench/${folder}/vite.config.ts`);
  await build({ configFile, logLevel: 'warn' });
  const server = await preview({ configFile, logLevel: 'warn' });
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
          window.cpuBench ??
          window.tokenizersBench ??
          window.searchBench ??
          window.modelsBench ??
          window.webgpuBench ??
          window.typingBench ??
          window.plotsBench,
      );
      return page;
    };
    return await measure(openPage, executablePath);
  } finally {
    await browser.close();
    await server.close();
  }
}
