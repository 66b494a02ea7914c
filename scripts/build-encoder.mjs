// npm run build:encoder: compiles wasm/encoder, in AssemblyScript, to two modules, of which the worker fetches one. What
// comes out is committed, so that only who changes the encoder needs the compiler; a test compiles it again and compares.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { compileAssemblyScript } from './assemblyscript.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = 'wasm/encoder/encoder.ts';
const FOLDER = resolve(ROOT, 'src/engine/worker/encoder');
const fileOf = (/** @type {ModuleName} */ name) => resolve(FOLDER, `${name}Module.ts`);

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
  const module = (/** @type {ModuleName} */ name) => {
    const base64 = /'([^']+)'/.exec(readFileSync(fileOf(name), 'utf8'))?.[1] ?? '';
    return inflateRawSync(Buffer.from(base64, 'base64'));
  };
  return { relaxed: module('relaxed'), plain: module('plain') };
}

/**
 * The source file that carries a module, deflated.
 * @param {Buffer} module
 */
function sourceOf(module) {
  const text = deflateRawSync(module, { level: 9 }).toString('base64');
  return `// Made from wasm/encoder by npm run build:encoder: a wasm module, deflated, in base64. Not to be edited.

export const MODULE =
  '${text}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of /** @type {const} */ (['relaxed', 'plain'])) {
    const module = await compileEncoder(name);
    writeFileSync(fileOf(name), sourceOf(module));
    console.log(`${name}: ${module.length} bytes`);
  }
}
