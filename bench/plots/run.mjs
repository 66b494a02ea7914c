// npm run bench:plots: a map of 5,000 vectors in Chromium, while it is made and while a person moves over it, draws a line and
// goes from point to point.

import { parseArgs } from 'node:util';
import { atMost, median, report } from '../../tools/report.mjs';
import { withBenchPage } from '../bench-page.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const POINTS = 5_000;
const MOVES = 300;
const KEYS = 100;
const ROUNDS = 3;
/** A frame at 60 a second. */
const FRAME_MS = 16.7;

await withBenchPage(async (openPage, chromiumPath) => {
  /** @type {Awaited<ReturnType<typeof measure>>[]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(await openPage()));
  const medianOf = (/** @type {keyof (typeof rounds)[number]} */ name) =>
    median(rounds.map((round) => round[name]));
  report({
    bars: {
      map_frame_ms_p95: atMost(medianOf('frameMs'), FRAME_MS),
      map_longest_task_ms: atMost(medianOf('longestMs'), 50),
    },
    n: { points: POINTS, moves: MOVES, keys: KEYS, rounds: ROUNDS },
    chromiumPath,
    json: options.json,
    tables: { rounds },
  });
}, 'plots');

/**
 * Milliseconds: until the points are there, of the frame that 95% of all are shorter than, and of the page's longest task.
 * @param {import('playwright').Page} page
 */
async function measure(page) {
  const shownMs = await page.evaluate((points) => window.plotsBench.show(points), POINTS);
  const map = page.getByRole('application');
  const box = await map.boundingBox();
  if (!box) throw new Error('There is no map.');
  const spiral = async () => {
    for (let step = 0; step < MOVES; step += 1) await page.mouse.move(...onSpiral(box, step));
  };
  await page.evaluate(() => window.plotsBench.begin());
  await spiral();
  await page.mouse.move(...onSpiral(box, 0));
  await page.mouse.down();
  await spiral();
  await page.mouse.up();
  await page.getByText(/chosen/).waitFor();
  await map.focus();
  for (let i = 0; i < KEYS; i += 1) await page.keyboard.press(i % 20 < 10 ? 'ArrowRight' : 'ArrowDown');
  const { frames, longestMs } = await page.evaluate(() => window.plotsBench.end());
  const frameMs = frames.toSorted((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? 0;
  return { shownMs, frameMs, longestMs, frames: frames.length };
}

/**
 * A place on a spiral from the middle of a box outwards.
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {number} step
 */
function onSpiral({ x, y, width, height }, step) {
  const [angle, radius] = [step / 7, (0.45 * height * step) / MOVES];
  return /** @type {const} */ ([
    x + width / 2 + radius * Math.cos(angle),
    y + height / 2 + radius * Math.sin(angle),
  ]);
}
