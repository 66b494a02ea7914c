// npm run test:leaks: what a thousand mounts of <SemanticSearch> leave behind in Chromium when garbage is collected: memory,
// nodes, listeners, workers. Most are taken away while they search, some when their hits are there. Fails if it is too much.

import { parseArgs } from 'node:util';
import { withBenchPage } from '../../bench/bench-page.mjs';
import { atMost, report } from '../../tools/report.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const HURRIED = 900;
const ANSWERED = 100;

await withBenchPage(async (openPage, chromiumPath) => {
  const page = await openPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const cycle = async (/** @type {number} */ hurried, /** @type {number} */ answered) => {
    await page.evaluate((times) => window.typingBench.cycle(times, false), hurried);
    await page.evaluate((times) => window.typingBench.cycle(times, true), answered);
  };
  await cycle(90, 10); // code is compiled, caches are filled, and the embedder has its workers
  const before = await present();
  await cycle(HURRIED, ANSWERED);
  const after = await present();
  const bars = {
    left_by_a_mount_kb: atMost((after.bytes - before.bytes) / (HURRIED + ANSWERED) / 1_000, 1),
    nodes_left: atMost(after.nodes - before.nodes, 0),
    listeners_left: atMost(after.listeners - before.listeners, 0),
    workers_left: atMost(after.workers - before.workers, 0),
  };
  report({ bars, n: { hurried: HURRIED, answered: ANSWERED }, chromiumPath, json: options.json });
  if (Object.values(bars).some(({ holds }) => !holds)) process.exitCode = 1;

  /** What is there once garbage is collected, also what its finalizers give back. */
  async function present() {
    for (let round = 0; round < 3; round += 1) {
      await session.send('HeapProfiler.collectGarbage');
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { metrics } = await session.send('Performance.getMetrics');
    const metricOf = (/** @type {string} */ wanted) =>
      metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    const workers = page.workers().length;
    return { bytes: usedSize, nodes: metricOf('Nodes'), listeners: metricOf('JSEventListeners'), workers };
  }
}, 'typing');
