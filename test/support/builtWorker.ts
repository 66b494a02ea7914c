import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const SOURCE = resolve(root, 'src/engine/workers/embedding/embeddingWorker.ts');
const BUILT = resolve(root, 'dist/engine/workers/embedding/embeddingWorker.js');

/** The embedding worker as the package has it, one file, where BUILT_WORKER is set: recoveries take as long as in an app. */
export function builtWorker(): Plugin {
  return {
    name: 'built-worker',
    enforce: 'pre',
    apply: () => process.env.BUILT_WORKER === '1',
    async resolveId(id, importer) {
      if (!id.includes('workers/embedding/embeddingWorker.')) return;
      const source = await this.resolve(id, importer, { skipSelf: true });
      return source?.id === SOURCE ? BUILT : undefined;
    },
  };
}
