// Models with random weights and what sentence-transformers says of them, made in an environment that is made when it is
// needed, and compared with the engine in Chromium.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const ENVIRONMENT = resolve(ROOT, 'node_modules/.cache/models-python');
const REQUIREMENTS = resolve(import.meta.dirname, 'requirements.txt');

/** Where the models are made. */
export const REFERENCES = resolve(ROOT, 'node_modules/.cache/models-references');

/**
 * @typedef {object} References
 * @property {string[]} texts
 * @property {{ name: string, pooling: string, vectors: number[][] }[]} models
 * @property {{ name: string, why: string }[]} failed what no exporter could export
 */

/**
 * Makes the models, unless they are there.
 * @param {string} python with what requirements.txt names; installed when it is empty
 * @returns {References}
 */
export function makeReferences(python) {
  const file = resolve(REFERENCES, 'references.json');
  if (!existsSync(file))
    run(python || installed(), [resolve(import.meta.dirname, 'references.py'), REFERENCES]);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function installed() {
  const python = resolve(ENVIRONMENT, 'bin/python');
  const done = resolve(ENVIRONMENT, 'requirements.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return python;
  run('python3', ['-m', 'venv', ENVIRONMENT]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeFileSync(done, wanted);
  return python;
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 */
function run(command, parameters) {
  execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * The least cosine between what the engine and sentence-transformers say, of all texts, for each model.
 * @param {import('playwright').Page} page
 * @param {References} references
 * @param {'fp32' | 'q8'} dtype
 */
export async function compareReferences(page, { texts, models }, dtype) {
  /** @type {Record<string, { cosine: number, runtime: string }>} */
  const table = {};
  for (const { name, vectors } of models) {
    const found = await page.evaluate(
      ([name, dtype, texts]) => window.modelsBench.embedReference(name, dtype, texts),
      /** @type {const} */ ([name, dtype, texts]),
    );
    const cosines = found.vectors.map((vector, i) => cosineOf(vector, vectors[i] ?? []));
    table[name] = { cosine: Math.min(...cosines), runtime: found.runtime };
  }
  return table;
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function cosineOf(a, b) {
  if (a.length !== b.length) return Number.NaN;
  const dot = (/** @type {readonly number[]} */ x, /** @type {readonly number[]} */ y) =>
    x.reduce((sum, value, i) => sum + value * Number(y[i]), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
