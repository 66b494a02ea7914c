// What a tab needs: the memory of a page's renderer process.

import { existsSync } from 'node:fs';
import { privateBytes, renderers } from '../processes.mjs';

/** @typedef {import('./engines.js').EngineName} EngineName */

/**
 * MB that a fresh page's process holds after the mixed texts, less what it held before. Empty where there is no /proc.
 * @param {() => Promise<import('playwright').Page>} openPage
 * @param {readonly EngineName[]} engines
 */
export async function memoryOf(openPage, engines) {
  /** @type {Record<string, number>} */
  const megabytes = {};
  if (!existsSync('/proc/self/smaps_rollup')) return megabytes;
  for (const engine of engines) {
    const before = new Set(await renderers(await openPage()));
    const page = await openPage();
    const pid = (await renderers(page)).find((id) => !before.has(id));
    if (pid === undefined) throw new Error('The process of a page cannot be told from the others.');
    const empty = privateBytes(pid);
    await page.evaluate((engine) => window.cpuBench.measure(engine, 'mixed96_by_eights', 2), engine);
    megabytes[engine] = Math.round((privateBytes(pid) - empty) / 1e6);
    await page.context().close();
  }
  return megabytes;
}
