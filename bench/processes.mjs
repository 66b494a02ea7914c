// The processes of pages, and the memory that they hold, from /proc (Linux).

import { readFileSync } from 'node:fs';

/** The ids of all renderer processes of a page's browser. @param {import('playwright').Page} page */
export async function renderers(page) {
  const browser = page.context().browser();
  const session = await browser?.newBrowserCDPSession();
  const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {};
  await session?.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Bytes that a process shares with no other. @param {number} pid */
export function privateBytes(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm);
  return [...kilobytes].reduce((total, [, kB]) => total + Number(kB) * 1024, 0);
}
