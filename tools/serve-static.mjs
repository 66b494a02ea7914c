import { basename, dirname } from 'node:path';
import { preview } from 'vite';

/**
 * Serves a folder of built files on 127.0.0.1, at a free port.
 * @param {string} folder
 */
export async function serveStatic(folder) {
  const server = await preview({
    configFile: false,
    root: dirname(folder),
    build: { outDir: basename(folder) },
    preview: { host: '127.0.0.1', port: 6100 },
    logLevel: 'warn',
  });
  return { address: /** @type {string} */ (server.resolvedUrls?.local[0]), close: () => server.close() };
}
