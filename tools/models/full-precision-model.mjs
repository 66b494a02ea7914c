// The bundled model before it was quantized, for comparisons: made by models/make/all_minilm.py beside the bundled one,
// and not committed. Needs Python and PyPI.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = resolve(ROOT, 'models/all-MiniLM-L6-v2-fp32');
const FILES = { tokenizer: 'tokenizer.json', weights: 'onnx/model.onnx' };

/** Its files as a model's description names them; made when they are not there. */
export function fullPrecisionFiles() {
  if (!existsSync(resolve(FOLDER, FILES.weights))) make();
  return { tokenizer: describe(FILES.tokenizer), weights: describe(FILES.weights) };
}

function make() {
  const python = resolve(ROOT, '.venv/bin/python');
  if (!existsSync(python)) run('python3', '-m', 'venv', resolve(ROOT, '.venv'));
  run(python, '-m', 'pip', 'install', '-q', '-r', resolve(ROOT, 'models/make/requirements.txt'));
  run(python, resolve(ROOT, 'models/make/all_minilm.py'), '--full-precision', '--out', FOLDER);
}

/** @param {string} path */
function describe(path) {
  const bytes = readFileSync(resolve(FOLDER, path));
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, ...parameters) {
  execFileSync(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
}
