// Bytes of what is downloaded, minified and gzipped.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');

/** What page and worker load for a GPU, beyond what they have loaded for the CPU. */
export async function gpuBytes() {
  const [page, worker] = await Promise.all([
    bundled('src/engine/backends/webgpu/startGpu.ts', /^\.\.\//), // all else is there already
    bundled('src/engine/workers/embedding/runtimes/webgpu/start.ts'), // a file of its own, with all that it needs
  ]);
  return page + worker;
}

/**
 * @param {string} entry
 * @param {RegExp} [without]
 */
export async function bundled(entry, without) {
  return (await parts(entry, without)).atOnce;
}

/**
 * Bytes of what is loaded at once and of what is loaded later, if it is needed.
 * @param {string} entry
 * @param {RegExp} [without]
 */
export async function parts(entry, without = /^(react|react-dom|react\/.*|@tanstack\/.*)$/) {
  const build = await rolldown({
    input: resolve(root, entry),
    external: without,
    preserveEntrySignatures: 'allow-extension', // as in an app: what is shared with parts that come later stays where it is first needed
    checks: { moduleLevelDirective: false },
  });
  // Without comments: an app's build takes them away, also those that are for a bundler.
  const { output } = await build.generate({ format: 'esm', minify: true, comments: false });
  const chunks = output.filter((part) => part.type === 'chunk');
  const atOnce = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const fileName of atOnce) // grows while it is read
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? [])
      atOnce.add(imported);
  const bytesOf = (/** @type {typeof chunks} */ some) =>
    some.reduce((total, { code }) => total + gzipSync(code).length, 0);
  return {
    atOnce: bytesOf(chunks.filter(({ fileName }) => atOnce.has(fileName))),
    later: bytesOf(chunks.filter(({ fileName }) => !atOnce.has(fileName))),
  };
}

/** @param {string} file below the root, or a whole path */
export function fileSize(file) {
  return gzipSync(readFileSync(resolve(root, file))).length;
}
