// Visits of the two apps, each with a profile of its own on the disk, as people have one: a first one behind a slow link, and
// more of them by the server itself. Milliseconds from the start of the navigation to the first hit by meaning on screen.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { answer, serveSlowly } from '../slow-line.mjs';

/** @typedef {'ours' | 'theirs'} App */
/** @typedef {{ cold: number[], revisit: number[], throttled: number[] }} Visits */

const APPS = /** @type {const} */ (['ours', 'theirs']);
/** A mid-range phone beside a laptop. */
const THROTTLE = 4;
/** How long a person stays on the page at the first visit: what is stored for the next one is stored meanwhile. */
const STAY_MS = 4_000;

/**
 * @param {string} address of the server that has both apps
 * @param {number} rounds
 * @returns {Promise<Record<App, Visits>>}
 */
export async function visits(address, rounds) {
  /** @type {Record<App, Visits>} */
  const times = {
    ours: { cold: [], revisit: [], throttled: [] },
    theirs: { cold: [], revisit: [], throttled: [] },
  };
  const slow = await serveSlowly((path) => fetchAnswer(new URL(path, address).href));
  for (let round = 0; round < rounds; round += 1)
    for (const app of APPS) {
      times[app].cold.push(await withProfile((visit) => visit(`${slow.address}${app}.html`)));
      await withProfile(async (visit) => {
        const url = new URL(`/${app}.html`, address).href;
        await visit(url, 1, STAY_MS);
        for (let again = 0; again < 2; again += 1) times[app].revisit.push(await visit(url));
        times[app].throttled.push(await visit(url, THROTTLE));
      });
    }
  slow.close();
  return times;
}

/** @param {string} url */
async function fetchAnswer(url) {
  const response = await fetch(url);
  const raw = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  return { ...answer(type, raw), status: response.status };
}

/**
 * @template T
 * @param {(visit: (url: string, throttle?: number, stayMs?: number) => Promise<number>) => Promise<T>} use
 */
async function withProfile(use) {
  const folder = mkdtempSync(join(tmpdir(), 'visits-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: findChromium(),
    args: CHROMIUM_FLAGS,
    headless: true,
  });
  try {
    return await use(async (url, throttle = 1, stayMs = 0) => {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
      await page.goto(url, { waitUntil: 'commit' });
      await page.waitForFunction(() => window.firstHitMs !== undefined, undefined, { timeout: 120_000 });
      const ms = await page.evaluate(() => window.firstHitMs);
      await new Promise((resolve) => setTimeout(resolve, stayMs));
      await page.close();
      return Number(ms);
    });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
