// Compiles a source below wasm/, in AssemblyScript.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import asc from 'assemblyscript/asc';

const ROOT = resolve(import.meta.dirname, '../..');

/** No runtime, no checks that a proven kernel does not need, all optimisation. */
const OPTIONS = [
  '--runtime',
  'stub',
  '--noAssert',
  '--uncheckedBehavior',
  'always',
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '1',
  '--converge',
];

/**
 * @param {string} source its path in the repository
 * @param {readonly string[]} options besides the usual ones
 * @returns {Promise<Buffer>}
 */
export async function compileAssemblyScript(source, options) {
  /** @type {Uint8Array | undefined} */
  let bytes;
  const { error, stderr } = await asc.main([source, '--outFile', 'module.wasm', ...OPTIONS, ...options], {
    readFile: (file, folder) => readIfThere(resolve(ROOT, folder, file)),
    writeFile: (_file, contents) => {
      bytes = Buffer.from(contents);
    },
  });
  if (error || !bytes) throw new Error(`${source} cannot be compiled. ${stderr}`, { cause: error });
  return Buffer.from(bytes);
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the compiler tries several places for each import
  }
}
