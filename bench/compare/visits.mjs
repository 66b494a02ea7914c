// Visits of the two apps, each with a profile of its own on the disk, as people have one: a first one behind a slow link, and
// more of them by the server itself. Milliseconds from the start of the navigation to the first hit by meaning on screen.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.mjs';
import { answer, BYTES_PER_MS, LATENCY_MS, serveSlowly } from '../slow-line.mjs';

/** @typedef {'ours' | 'theirs'} App */
/** @typedef {import('./notes.js').Weights} Weights */
/** `ready` is when the model is, at a later visit. @typedef {'cold' | 'cold_q8' | 'cold_q4' | 'revisit' | 'ready' | 'throttled'} Kind */
/** @typedef {Record<Kind, number[]>} Visits */
/** First visits with the documented weights: what was loaded, and how much of the time the line needs for that. @typedef {{ megabytes: number[], shares: number[] }} Line */

const APPS = /** @type {const} */ (['ours', 'theirs']);
/** A mid-range phone beside a laptop. */
const THROTTLE = 4;
/** First visits, and the weights that both apps load. @type {readonly (readonly [Kind, Weights])[]} */
const COLD = [
  ['cold', 'documented'],
  ['cold_q8', 'q8'],
  ['cold_q4', 'q4'],
];
/** How long a person stays on the page at the first visit: what is stored for the next one is stored meanwhile. */
const STAY_MS = 4_000;

/**
 * @param {string} address of the server that has both apps
 * @param {number} rounds
 * @returns {Promise<{ times: Record<App, Visits>, line: Record<App, Line> }>}
 */
export async function visits(address, rounds) {
  /** @type {Record<App, Visits>} */
  const times = { ours: noVisits(), theirs: noVisits() };
  /** @type {Record<App, Line>} */
  const line = { ours: { megabytes: [], shares: [] }, theirs: { megabytes: [], shares: [] } };
  const slow = await serveSlowly((path) => fetchAnswer(new URL(path, address).href));
  for (let round = 0; round < rounds; round += 1)
    for (const app of APPS) {
      for (const [kind, weights] of COLD) {
        const url = `${slow.address}${app}.html?weights=${weights}`;
        const before = slow.carried();
        const ms = await withProfile(async (visit) => (await visit(url)).hit);
        times[app][kind].push(ms);
        if (kind !== 'cold') continue;
        const bytes = slow.carried() - before;
        line[app].megabytes.push(bytes / 1e6);
        line[app].shares.push((LATENCY_MS + bytes / BYTES_PER_MS) / ms);
      }
      await withProfile(async (visit) => {
        const url = new URL(`/${app}.html?weights=q8`, address).href;
        await visit(url, 1, STAY_MS);
        for (let again = 0; again < 2; again += 1) {
          const { hit, ready } = await visit(url);
          times[app].revisit.push(hit);
          times[app].ready.push(ready);
        }
        times[app].throttled.push((await visit(url, THROTTLE)).hit);
      });
    }
  slow.close();
  return { times, line };
}

/** @returns {Visits} */
function noVisits() {
  return { cold: [], cold_q8: [], cold_q4: [], revisit: [], ready: [], throttled: [] };
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
 * @param {(visit: (url: string, throttle?: number, stayMs?: number) => Promise<{ hit: number, ready: number }>) => Promise<T>} use
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
      const times = await page.evaluate(() => ({ hit: window.firstHitMs, ready: window.modelReadyMs }));
      await new Promise((resolve) => setTimeout(resolve, stayMs));
      await page.close();
      return { hit: Number(times.hit), ready: Number(times.ready) };
    });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
