// npm run bench:tabs: tabs of one headless Chromium that share a worker (`shareAcrossTabs`), with the packaged weights: what a
// further tab costs, and what becomes of calls that wait while the tab that does the work is closed, crashes or stands still
// (its process is stopped), again and again. Fails if a call is lost, or late.
//
//   --takeovers N    how often the leading tab is taken away (default 100)

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';
import { privateBytes, renderers } from '../processes.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    takeovers: { type: 'string', default: '100' },
  },
});
const TAKEOVERS = Number(options.takeovers);
const TABS = 3;
const WAYS = /** @type {const} */ (['close', 'crash', 'freeze']);
/** A call that takes longer than this is lost. */
const LOST_MS = 20_000;

/** @typedef {import('playwright').Page} Page */
/** @typedef {(typeof WAYS)[number]} Way */

const sentence = 'The quick brown fox jumps over the lazy dog and then runs back home through the rain. ';
const TEXTS = Array.from({ length: 6 }, (_, i) => `${i} ${sentence.repeat(3 + i)}`);

await withBenchPage(async (openPage, chromiumPath) => {
  const alone = await memoryOfTabs(openPage, '?alone');
  const shared = await memoryOfTabs(openPage, '');
  const { times, lost } = await takeovers(openPage);
  const most = (/** @type {Way} */ way, /** @type {'first' | 'last'} */ which) =>
    Math.max(...times[way].map((each) => each[which]));
  const bars = {
    ...(shared && { memory_per_further_tab_mb: atMost(shared.further, 8) }),
    takeover_ms: atMost(Math.max(...WAYS.map((way) => most(way, 'first'))), 2_000),
    lost_calls: atMost(lost, 0),
  };
  const tables = {
    memory_mb: { 'a worker per tab': alone ?? {}, 'one worker': shared ?? {} },
    // Until the first of the waiting calls is answered, and until all are.
    takeover_ms: Object.fromEntries(
      WAYS.map((way) => [
        way,
        {
          median: Math.round(median(times[way].map(({ first }) => first))),
          most: most(way, 'first'),
          all_median: Math.round(median(times[way].map(({ last }) => last))),
          all_most: most(way, 'last'),
        },
      ]),
    ),
  };
  const n = { takeovers: TAKEOVERS, tabs: TABS, calls_waiting: TEXTS.length * (TABS - 1) };
  report({ bars, n, chromiumPath, json: options.json, tables });
  if (Object.values(bars).some(({ holds }) => !holds)) process.exitCode = 1;
}, 'tabs');

/**
 * MB that the processes of all tabs grow by when the first one embeds, and when a further one does.
 * @param {(search?: string) => Promise<Page>} openPage
 * @param {string} search
 */
async function memoryOfTabs(openPage, search) {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined;
  const first = await openPage(search);
  await first.evaluate(() => 0);
  /** @type {number[]} */
  const costs = [];
  for (let tab = 0; tab < TABS + 1; tab += 1) {
    const page = tab === 0 ? first : await further(first, search);
    const before = await allBytes(page);
    await page.evaluate((texts) => window.tabsBench.embed(texts), TEXTS);
    costs.push(((await allBytes(page)) - before) / 1e6);
  }
  await first.context().close();
  const [one, ...others] = costs;
  return { first: Math.round(one ?? 0), further: Math.round(median(others) * 10) / 10 };
}

/** @param {Page} page */
async function allBytes(page) {
  return (await renderers(page)).reduce((sum, pid) => sum + privateBytes(pid), 0);
}

/** Another tab of the same origin and profile. @param {Page} page @param {string} [search] */
async function further(page, search = '') {
  const next = await page.context().newPage();
  await next.goto(new URL(search || '/', page.url()).href);
  await next.waitForFunction(() => window.tabsBench);
  return next;
}

/** @param {(search?: string) => Promise<Page>} openPage */
async function takeovers(openPage) {
  /** @type {Record<Way, { first: number, last: number }[]>} */
  const times = { close: [], crash: [], freeze: [] };
  let lost = 0;
  const first = await openPage();
  const { vectors: expected } = await first.evaluate((texts) => window.tabsBench.embed(texts), TEXTS);
  let tabs = [first];
  while (tabs.length < TABS) tabs.push(await further(first));
  for (let round = 0; round < TAKEOVERS; round += 1) {
    const way = /** @type {Way} */ (WAYS[round % WAYS.length]);
    await Promise.all(
      tabs.map((tab) => tab.evaluate((texts) => window.tabsBench.embed(texts), TEXTS.slice(0, 1))),
    );
    const leader = tabs.find((tab) => tab.workers().length > 0);
    if (!leader) throw new Error('No tab leads.');
    const others = tabs.filter((tab) => tab !== leader);
    const asked = others.map((tab) => tab.evaluate((texts) => window.tabsBench.embed(texts), TEXTS));
    const { begun, revive } = await takeAway(leader, way);
    for (const answer of await Promise.all(asked.map(inTime))) {
      if (answer)
        times[way].push({ first: Math.max(0, answer.first - begun), last: Math.max(0, answer.last - begun) });
      lost += TEXTS.filter((_, i) => !isEqual(answer?.vectors[i], expected[i])).length;
    }
    const back = await revive();
    if (back) {
      const { vectors } = await back.evaluate((texts) => window.tabsBench.embed(texts), TEXTS);
      lost += vectors.filter((vector, i) => !isEqual(vector, expected[i])).length;
    }
    tabs = back ? [...others, back] : [...others, await further(/** @type {Page} */ (others[0]))];
    if (!options.json) process.stderr.write(`\rtakeover ${round + 1} of ${TAKEOVERS}, ${lost} calls lost `);
  }
  return { times, lost };
}

/** @param {Page} leader @param {Way} way */
async function takeAway(leader, way) {
  const none = async () => undefined;
  const begun = Date.now();
  if (way === 'close') {
    await leader.close();
    return { begun, revive: none };
  }
  if (way === 'crash') {
    const session = await leader.context().newCDPSession(leader);
    session.send('Page.crash').catch(() => {}); // there is nobody left who could answer
    await leader.waitForEvent('crash');
    return { begun, revive: none };
  }
  const pid = await processOf(leader);
  process.kill(pid, 'SIGSTOP');
  return {
    begun: Date.now(),
    revive: async () => {
      process.kill(pid, 'SIGCONT');
      return leader;
    },
  };
}

/** The id of a page's process: the one in which it has run a busy loop. @param {Page} page */
async function processOf(page) {
  const pids = await renderers(page);
  const before = pids.map(cpuTicks);
  await page.evaluate(() => {
    const end = performance.now() + 120;
    while (performance.now() < end);
  });
  const spent = pids.map((pid, i) => cpuTicks(pid) - Number(before[i]));
  return /** @type {number} */ (pids[spent.indexOf(Math.max(...spent))]);
}

/** @param {number} pid */
function cpuTicks(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** @template T @param {Promise<T>} answer @returns {Promise<T | undefined>} */
function inTime(answer) {
  return Promise.race([
    answer.catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, LOST_MS, undefined)),
  ]);
}

/** @param {readonly number[] | undefined} a @param {readonly number[] | undefined} b */
function isEqual(a, b) {
  return a !== undefined && a.length === b?.length && a.every((value, i) => value === b[i]);
}
