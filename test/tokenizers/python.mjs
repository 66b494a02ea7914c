// The Python package `tokenizers` of the crate's own version, in an environment that is made when it is needed.

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const ENVIRONMENT = resolve(ROOT, 'node_modules/.cache/tokenizers-python');
const PYTHON = resolve(ENVIRONMENT, 'bin/python');
const REFERENCE = resolve(import.meta.dirname, 'reference.py');
const REQUIREMENTS = resolve(import.meta.dirname, 'requirements.txt');

/** Installs the package where it is not. */
export function installPython() {
  const installed = resolve(ENVIRONMENT, 'requirements.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  run('python3', ['-m', 'venv', ENVIRONMENT]);
  run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeFileSync(installed, wanted);
}

/**
 * @param {'train' | 'encode'} command of reference.py
 * @param {string} folder
 */
export function runReference(command, folder) {
  run(PYTHON, [REFERENCE, command, folder]);
}

/**
 * What Python says of each damaged file, as JSON. Where it dies of one, the next run goes on behind that.
 * @param {string} folder
 * @param {number} count
 */
export function runDamaged(folder, count) {
  const out = resolve(folder, 'damaged.out.jsonl');
  writeFileSync(out, '');
  const lines = () => readFileSync(out, 'utf8').split('\n').slice(0, -1);
  while (lines().length < count) {
    try {
      run(PYTHON, [REFERENCE, 'damaged', folder, String(lines().length)], 'ignore'); // it prints each panic
    } catch (error) {
      if (!(error instanceof Error && 'signal' in error && error.signal === 'SIGABRT')) throw error;
      appendFileSync(out, 'null\n');
    }
  }
  return lines();
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {'inherit' | 'ignore'} messages
 */
function run(command, args, messages = 'inherit') {
  const env = { ...process.env, TOKENIZERS_PARALLELISM: 'true', RUST_BACKTRACE: '0' };
  execFileSync(command, args, { stdio: ['ignore', 'ignore', messages], env });
}
