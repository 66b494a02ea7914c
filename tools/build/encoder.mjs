// npm run build:encoder: compiles wasm/encoder, in AssemblyScript, to two modules, of which the worker fetches one. What
// comes out is committed, so that only who changes the encoder needs the compiler; a test compiles it again and compares.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAssemblyScript } from './assemblyscript.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCE = 'wasm/encoder/encoder.ts';
const FOLDER = resolve(ROOT, 'src/engine/workers/embedding');
const fileOf = (/** @type {ModuleName} */ name) => resolve(FOLDER, `encoder-${name}.wasm`);

/** @typedef {'relaxed' | 'plain'} ModuleName */

/**
 * Compiles one of the two modules.
 * @param {ModuleName} name
 * @returns {Promise<Buffer>}
 */
export async function compileEncoder(name) {
  const features = name === 'relaxed' ? ['simd', 'relaxed-simd'] : ['simd'];
  const enabled = features.flatMap((feature) => ['--enable', feature]);
  const constants = ['--use', `RELAXED=${name === 'relaxed' ? 1 : 0}`, '--use', 'abort='];
  return compileAssemblyScript(SOURCE, [...enabled, ...constants]);
}

/** The two modules as they are committed. */
export function readModules() {
  return { relaxed: readFileSync(fileOf('relaxed')), plain: readFileSync(fileOf('plain')) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of /** @type {const} */ (['relaxed', 'plain'])) {
    const module = await compileEncoder(name);
    writeFileSync(fileOf(name), module);
    console.log(`${name}: ${module.length} bytes`);
  }
}
