// npm run test:react: the React tests in each way that apps run the library: as they are, with the library or the tests compiled by the
// React Compiler, and with React 18.3, which it installs in node_modules/.cache. Every render is in StrictMode. A quarter of an hour.
//
//   --only NAMES     these suites, separated by commas
//   --json           one JSON object last: { machine, versions, bars, … }

import { parseArgs } from 'node:util';
import { atMost, report } from '../../tools/report.mjs';
import { runSuite, SUITES } from './suites.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
/** Figures that tests measure, in the suite as it is; of several the largest. */
const BOUNDS = {
  inline_items_renders: 12,
  filter_calls_per_render: 1_000, // of as many items
  edits_kept_mb: 4,
  equal_copies_ms_per_render: 5, // of 10,000 items
};
const names = options.only?.split(',') ?? Object.keys(SUITES);
/** @type {Record<string, import('../../tools/report.mjs').Bar>} */
const bars = {};
/** @type {Record<string, number>} */
const n = {};
for (const name of names) {
  const { passed, failed, figures } = runSuite(name, [], options.json ? 'ignore' : 'inherit');
  bars[`${name}_failed`] = atMost(failed, 0);
  n[name] = passed + failed;
  if (name === 'plain')
    for (const [figure, bound] of Object.entries(BOUNDS))
      bars[figure] = atMost(figures[figure] ?? Number.NaN, bound);
  console.error(`${name}: ${passed} passed, ${failed} failed`);
}
report({ bars, n, json: options.json });
process.exitCode = Object.values(bars).every(({ holds }) => holds) ? 0 : 1;
