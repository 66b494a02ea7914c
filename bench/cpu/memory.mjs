// What a tab needs: the memory of a page's renderer process, from /proc (Linux).

import { existsSync, readFileSync } from 'node:fs';

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

/** @param {import('playwright').Page} page */
async function renderers(page) {
  const browser = page.context().browser();
  const session = await browser?.newBrowserCDPSession();
  const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {};
  await session?.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** @param {number} pid */
function privateBytes(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm);
  return [...kilobytes].reduce((total, [, kB]) => total + Number(kB) * 1024, 0);
}
