// What 4 bits cost against 8 of the same model: the time from bytes to the first vector, and that of 96 texts. In turns; medians.

import { mapValues } from '../../tools/map-values.mjs';
import { fetchHubModel } from '../../tools/models/hub-models.mjs';
import { atMost, median } from '../../tools/report.mjs';

/** By what a bar is called. */
const MODELS = {
  minilm: { q4: 'all-MiniLM-L6-v2-q4', q8: 'all-MiniLM-L6-v2' },
  bge_small: { q4: 'bge-small-en-v1.5-q4', q8: 'bge-small-en-v1.5' },
};
/** "No longer", and "within 3%"; the clock and the machine are no better than that. */
const [READY, INDEXING] = [1, 1.03];

/** @typedef {{ ready: number[], indexing: number[] }} Times */

/**
 * @param {import('playwright').Page} page of bench/cpu
 * @param {number} rounds
 */
export async function measureBits(page, rounds) {
  fetchHubModel('bge-small-en-v1.5');
  /** @type {Record<string, import('../../tools/report.mjs').Bar>} */
  const bars = {};
  /** @type {Record<string, Record<string, Record<string, number>>>} */
  const table = {};
  for (const [name, pair] of Object.entries(MODELS)) {
    const { q4, q8 } = await measurePair(page, pair, rounds);
    bars[`${name}_ready_from_bytes_q4_to_q8`] = atMost(middleRatio(q4.ready, q8.ready), READY);
    bars[`${name}_indexing_q4_to_q8`] = atMost(middleRatio(q4.indexing, q8.indexing), INDEXING);
    table[name] = mapValues({ q4, q8 }, (times) => mapValues(times, (ms) => Math.round(median(ms))));
  }
  return { bars, table };
}

/**
 * @param {import('playwright').Page} page
 * @param {{ q4: string, q8: string }} pair
 * @param {number} rounds
 */
async function measurePair(page, pair, rounds) {
  const times = mapValues(pair, () => /** @type {Times} */ ({ ready: [], indexing: [] }));
  const inTurn = /** @type {const} */ (['q4', 'q8']);
  for (let round = -1; round < rounds; round++)
    for (const bits of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
      const ready = await page.evaluate((model) => window.cpuBench.readyOf(model), pair[bits]);
      const indexing = await page.evaluate((model) => window.cpuBench.indexingOf(model), pair[bits]);
      if (round < 0) continue; // it compiles
      times[bits].ready.push(ready);
      times[bits].indexing.push(indexing);
    }
  return times;
}

/** The median of the ratios of each round: what slows the machine slows both. @param {number[]} a @param {number[]} b */
function middleRatio(a, b) {
  return median(a.map((ms, round) => ms / Number(b[round])));
}
