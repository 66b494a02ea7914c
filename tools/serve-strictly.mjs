import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { CONTENT_TYPES } from './content-types.mjs';

const root = resolve(import.meta.dirname, '..');

/**
 * A file that was asked for: its path in the address, where it lies, who asked (the path of a page or a script), and whether
 * as the script of a worker.
 * @typedef {{ path: string, file: string, from: string, isWorker: boolean }} ServedRequest
 */

/**
 * Serves an app and the models, under a strict policy.
 * @param {string} folder
 * @returns {Promise<{ address: string, asked: readonly ServedRequest[], close: () => void }>}
 */
export async function serveStrictly(folder) {
  /** @type {ServedRequest[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = pathname.startsWith('/models/') ? join(root, pathname) : join(folder, pathname);
    const file = pathname.endsWith('/') ? join(path, 'index.html') : path;
    if (!existsSync(file) || !statSync(file).isFile())
      return response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    const { referer, 'sec-fetch-dest': purpose } = request.headers;
    const from = URL.canParse(String(referer)) ? new URL(String(referer)).pathname : '';
    asked.push({ path: pathname, file, from, isWorker: purpose === 'worker' });
    const body = readFileSync(file);
    response.writeHead(200, {
      'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policyFor(file.endsWith('.html') ? String(body) : ''),
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, asked, close: () => server.close() };
}

/** The strictest that lets a page's wasm and its inline scripts run. @param {string} html */
function policyFor(html) {
  const inline = Array.from(
    html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>(.*?)<\/script>/gs),
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  const scripts = `script-src 'self' 'wasm-unsafe-eval' ${inline.join(' ')}`;
  return ["default-src 'self'", scripts, "worker-src 'self'"].join('; ');
}
