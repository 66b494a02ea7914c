// The React tests, in each way that apps run the library.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const REACT_18 = join(ROOT, 'node_modules/.cache/react-18');
const VERSION_18 = '18.3.1';

/** @typedef {{ passed: number, failed: number, figures: Record<string, number> }} Results `figures`: what tests measured, by name the largest */

/** @type {Readonly<Record<string, Record<string, string>>>} */
export const SUITES = {
  plain: {},
  library_compiled: { REACT_COMPILER: 'library' },
  consumer_compiled: { REACT_COMPILER: 'consumer' },
  react18: { REACT_VERSION: '18' },
};

/**
 * @param {string} name of one of {@link SUITES}
 * @param {readonly string[]} filters the files to be run; all if there are none
 * @param {'inherit' | 'ignore'} output where what vitest says goes, on stderr
 * @returns {Results}
 */
export function runSuite(name, filters = [], output = 'ignore') {
  if (name === 'react18') installReact18();
  const folder = mkdtempSync(join(tmpdir(), 'react-embeddings-suite-'));
  const file = join(folder, 'results.json');
  try {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const { status } = spawnSync(
      process.execPath,
      [vitest, 'run', '--project', 'react', ...reporters, ...filters],
      {
        cwd: ROOT,
        env: { ...process.env, ...SUITES[name] },
        stdio: ['ignore', output === 'inherit' ? 2 : 'ignore', output === 'inherit' ? 2 : 'ignore'],
      },
    );
    if (!existsSync(file)) return { passed: 0, failed: 1, figures: {} };
    return countsOf(JSON.parse(readFileSync(file, 'utf8')), status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {any} results of vitest's JSON reporter
 * @param {number | null} status
 * @returns {Results}
 */
function countsOf({ numPassedTests: passed, numFailedTests, numFailedTestSuites, testResults }, status) {
  const failed = Math.max(numFailedTests, numFailedTestSuites, status === 0 ? 0 : 1);
  /** @type {Record<string, number>} */
  const figures = {};
  for (const { assertionResults } of testResults)
    for (const { meta } of assertionResults)
      for (const [name, value] of Object.entries(meta?.figures ?? {}))
        figures[name] = Math.max(figures[name] ?? 0, Number(value));
  return { passed, failed, figures };
}

/** Once: the tests run with what is there. */
function installReact18() {
  const manifest = join(REACT_18, 'node_modules/react/package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === VERSION_18) return;
  mkdirSync(REACT_18, { recursive: true });
  const dependencies = { react: VERSION_18, 'react-dom': VERSION_18 };
  writeFileSync(join(REACT_18, 'package.json'), JSON.stringify({ private: true, dependencies }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: REACT_18, stdio: ['ignore', 2, 2] });
}
