// npm run build:search: compiles wasm/search, in AssemblyScript, to the module that the search worker carries. What comes out
// is committed, so that only who changes it needs the compiler; a test compiles it again and compares.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAssemblyScript } from './assemblyscript.mjs';

const MODULE = resolve(import.meta.dirname, '../../src/engine/workers/search/kernelModule.ts');

export function compileSearch() {
  return compileAssemblyScript('wasm/search/search.ts', ['--enable', 'simd', '--use', 'abort=']);
}

/** The module as it is committed. */
export function readSearchModule() {
  return Buffer.from(/'([^']+)'/.exec(readFileSync(MODULE, 'utf8'))?.[1] ?? '', 'base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileSearch();
  const text = bytes.toString('base64');
  writeFileSync(
    MODULE,
    `// Made from wasm/search by npm run build:search: a wasm module in base64. Not to be edited.

export const KERNEL =
  '${text}';
`,
  );
  console.log(`${bytes.length} bytes`);
}
