// npm run test:models: models from a server with faults, on pages that are killed, from the store, and offline, in
// Chromium; and models of every kind against sentence-transformers.
//
//   --visits        only the visits: no server with faults, no Python
//   --python PATH   a Python that has what test/models/requirements.txt names

import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { withBenchPage } from '../../bench/bench-page.mjs';
import { atLeast, atMost, report } from '../../tools/report.mjs';
import { compareReferences, makeReferences } from './references.mjs';
import { killedVisits, offlineVisits, revisits } from './visits.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    visits: { type: 'boolean', default: false },
    python: { type: 'string', default: '' },
  },
});
const KILLED = 20;
const REVISITS = 7;
/** What counts as at once. */
const AT_ONCE_MS = 1_000;

await withBenchPage(async (openPage, chromiumPath) => {
  const revisit = await revisits(await openPage(), REVISITS);
  const offline = await offlineVisits(openPage);
  const killed = await killedVisits(await openPage(), KILLED);
  const isRight =
    !offline.works.error && offline.fails.error === 'model-load-failed' && offline.fails.ms < AT_ONCE_MS;
  const compared = options.visits ? undefined : await compareAll(await openPage());
  const faults = options.visits ? undefined : testFaults();
  const bars = {
    ...(compared && {
      cosine_fp32_min: atLeast(least(compared.fp32), 0.9999),
      cosine_q8_min: atLeast(least(compared.q8), 0.998),
    }),
    revisit_ready_ms: atMost(revisit.ms, 500),
    revisit_requests: atMost(revisit.requests, 0),
    offline_wrong: atMost(isRight ? 0 : 1, 0),
    killed_wrong: atMost(killed, 0),
    ...(faults && { faults_failed: atMost(faults.failed, 0) }),
  };
  const n = { killed: KILLED, revisits: REVISITS, ...(faults && { faults: faults.passed + faults.failed }) };
  report({ bars, n, chromiumPath, json: options.json, ...(compared && { tables: compared }) });
}, '../test/models');

/** @param {import('playwright').Page} page */
async function compareAll(page) {
  const references = makeReferences(options.python);
  for (const { name, why } of references.failed) process.stderr.write(`${name} is left out: ${why}\n`);
  return {
    fp32: await compareReferences(page, references, 'fp32'),
    q8: await compareReferences(page, references, 'q8'),
  };
}

/** @param {Record<string, { cosine: number }>} table */
function least(table) {
  return Math.min(...Object.values(table).map(({ cosine }) => cosine));
}

/** The tests of a server with faults, in Chromium. */
function testFaults() {
  const file = 'test/browser/loading.test.ts';
  const line = runTests(['vitest', 'run', '--project', 'browser', file, '--reporter=json']);
  const { numPassedTests, numFailedTests } = JSON.parse(line);
  return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
}

/** @param {readonly string[]} parameters */
function runTests(parameters) {
  try {
    return lastJson(
      execFileSync('npx', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch (error) {
    // It ends with 1 when a test failed, and has told which.
    if (error instanceof Error && 'stdout' in error) return lastJson(String(error.stdout));
    throw error;
  }
}

/** @param {string} output */
function lastJson(output) {
  return output.split('\n').findLast((line) => line.startsWith('{')) ?? '{}';
}
