import { resolve } from 'node:path';
import { build } from 'rolldown';

const root = resolve(import.meta.dirname, '..');

/**
 * Makes one module of a source and all that it imports of this project, for Node to run.
 * @param {string} input relative to the project
 * @param {string} output relative to the project, so that packages are found from there
 * @returns {Promise<string>} where it is
 */
export async function bundleForNode(input, output) {
  const file = resolve(root, output);
  await build({
    input: resolve(root, input),
    platform: 'node',
    external: /^[^./]/,
    output: { file, format: 'esm', codeSplitting: false },
  });
  return file;
}
