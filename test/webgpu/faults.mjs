import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const TESTS = 'test/browser/webgpu/faults.test.ts';

/**
 * Runs the tests of faults on the built worker: how many fail (all, when they cannot be run), and how long each needs from a
 * fault to the next right vectors, milliseconds.
 * @returns {{ failed: number, recoveries: Record<string, number> }}
 */
export function runFaults() {
  const file = join(tmpdir(), `webgpu-faults-${process.pid}.json`);
  const parameters = [
    'vitest',
    'run',
    '--project',
    'browser',
    '--reporter',
    'json',
    '--outputFile',
    file,
    TESTS,
  ];
  try {
    const options = /** @type {const} */ ({ cwd: resolve(import.meta.dirname, '../..'), stdio: 'ignore' });
    spawnSync('npx', ['rolldown', '-c'], options);
    spawnSync('npx', parameters, { ...options, env: { ...process.env, BUILT_WORKER: '1' } });
    const result = JSON.parse(readFileSync(file, 'utf8'));
    /** @type {readonly { title: string, meta?: { recoveryMs?: number } }[]} */
    const tests = result.testResults.flatMap((/** @type {any} */ { assertionResults }) => assertionResults);
    const recoveries = tests.flatMap(({ title, meta }) =>
      meta?.recoveryMs === undefined ? [] : [[title, Math.round(meta.recoveryMs)]],
    );
    const failed = result.numTotalTests - result.numPassedTests;
    return {
      failed: result.numPassedTests === 0 ? Number.POSITIVE_INFINITY : failed,
      recoveries: Object.fromEntries(recoveries),
    };
  } catch {
    return { failed: Number.POSITIVE_INFINITY, recoveries: {} };
  } finally {
    rmSync(file, { force: true });
  }
}
