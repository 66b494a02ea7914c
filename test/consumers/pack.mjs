import { join, resolve } from 'node:path';
import { run } from './command.mjs';

const root = resolve(import.meta.dirname, '../..');

/**
 * Our packages as they would be published, by name: the file of each.
 * @param {string} folder where the files go
 * @param {string} [tarball] the library's, if it is packed already
 * @returns {Record<string, string>}
 */
export function packAll(folder, tarball) {
  if (!tarball) run('npm', ['run', 'build'], root);
  return {
    'react-embeddings': tarball ? resolve(tarball) : pack(root, folder),
    '@react-embeddings/all-minilm-l6-v2': pack(join(root, 'models/all-MiniLM-L6-v2'), folder),
  };
}

/**
 * @param {string} source
 * @param {string} folder
 */
function pack(source, folder) {
  const args = ['pack', source, '--ignore-scripts', '--silent', '--pack-destination', folder];
  return join(folder, run('npm', args, root).trim().split('\n').at(-1) ?? '');
}
