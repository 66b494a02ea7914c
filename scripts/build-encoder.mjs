// npm run build:encoder: compiles wasm/encoder, in AssemblyScript, to the two modules that the worker carries. What comes
// out is committed, so that only who changes the encoder needs the compiler; a test compiles it again and compares.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { compileAssemblyScript } from './assemblyscript.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = 'wasm/encoder/encoder.ts';
const MODULES = resolve(ROOT, 'src/engine/worker/encoder/modules.ts');

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
  const source = readFileSync(MODULES, 'utf8');
  const module = (/** @type {string} */ name) => {
    const base64 = new RegExp(`${name} =\\s+'([^']+)'`).exec(source)?.[1] ?? '';
    return inflateRawSync(Buffer.from(base64, 'base64'));
  };
  return { relaxed: module('RELAXED'), plain: module('PLAIN') };
}

/**
 * The source file that carries both modules, deflated.
 * @param {Record<ModuleName, Buffer>} modules
 */
function sourceOf({ relaxed, plain }) {
  const text = (/** @type {Buffer} */ bytes) => deflateRawSync(bytes, { level: 9 }).toString('base64');
  return `// Made from wasm/encoder by npm run build:encoder: two wasm modules, deflated, in base64. Not to be edited.

export const RELAXED =
  '${text(relaxed)}';

export const PLAIN =
  '${text(plain)}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = { relaxed: await compileEncoder('relaxed'), plain: await compileEncoder('plain') };
  mkdirSync(resolve(MODULES, '..'), { recursive: true });
  writeFileSync(MODULES, sourceOf(modules));
  for (const [name, bytes] of Object.entries(modules)) console.log(`${name}: ${bytes.length} bytes`);
}
