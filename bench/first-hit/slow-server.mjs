// A server at the end of a slow line. DevTools slows each worker and page by itself, so that three of them have three lines;
// here all answers share one. Texts are compressed, as on any host.

import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** How much goes in one piece: 10 ms of 20 Mbit/s. */
const PIECE = 25_000;

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
});

/**
 * @param {Record<string, string>} folders where what lies below an address is, the longest address first
 * @param {{ bytesPerSecond: number, latencyMs: number }} line
 */
export async function serveSlowly(folders, { bytesPerSecond, latencyMs }) {
  let freeAt = 0;
  /** When the line has carried so many bytes more, in the order in which they were given to it. @param {number} bytes */
  const carry = (bytes) => {
    freeAt = Math.max(freeAt, performance.now()) + (1000 * bytes) / bytesPerSecond;
    return new Promise((resolve) => setTimeout(resolve, freeAt - performance.now()));
  };
  /** @type {Map<string, Buffer>} */
  const bodies = new Map();
  const server = createServer(async (request, response) => {
    await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const below = Object.keys(folders).find((address) => pathname.startsWith(address)) ?? '/';
    const file = join(String(folders[below]), pathname.slice(below.length) || 'index.html');
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    const type = TYPES[extname(file)];
    const body = bodies.get(file) ?? (type ? gzipSync(readFileSync(file)) : readFileSync(file));
    bodies.set(file, body);
    response.writeHead(200, {
      'content-type': type ?? 'application/octet-stream',
      'content-length': body.length,
      'cache-control': file.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable',
      ...(type && { 'content-encoding': 'gzip' }),
    });
    for (let from = 0; from < body.length && !response.destroyed; from += PIECE) {
      const piece = body.subarray(from, from + PIECE);
      await carry(piece.length);
      response.write(piece);
    }
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
