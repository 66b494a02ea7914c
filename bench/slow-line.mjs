// A server at the end of a slow line: 20 Mbit/s for all connections together, and 40 ms until an answer begins. DevTools slows each
// worker and page by itself, so that three of them have three lines. What is text or wasm comes compressed, as from any host.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

export const BYTES_PER_MS = 2_500;
export const LATENCY_MS = 40;
/** How much goes in one piece: 10 ms of the line. */
const PIECE = 25_000;
/** So late may a timer be without that the line counts as idle: what it carries then comes sooner after it. */
const LATE_MS = 100;
const COMPRESSED = /javascript|json|wasm|html|css/;

/** What a path answers. @typedef {{ status: number, headers: Record<string, string>, body: Buffer }} Answer */

/** @param {string} type @param {Buffer} raw @param {Record<string, string>} [headers] @returns {Answer} */
export function answer(type, raw, headers = {}) {
  const isCompressed = COMPRESSED.test(type);
  const body = isCompressed ? gzipSync(raw) : raw;
  const all = {
    ...headers,
    'content-type': type,
    'content-length': String(body.length),
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  };
  return { status: 200, headers: all, body };
}

/**
 * @param {(path: string) => Answer | Promise<Answer>} answerOf Called once for each path.
 * @returns {Promise<{ address: string, carried: () => number, close: () => void }>} `carried` are the bytes that went over the line
 */
export async function serveSlowly(answerOf) {
  let [freeAt, carried] = [0, 0];
  /** Waits until so many bytes have gone over the line, behind those of all others. @param {number} bytes */
  const carry = (bytes) => {
    const now = performance.now();
    carried += bytes;
    freeAt = (now - freeAt > LATE_MS ? now : freeAt) + bytes / BYTES_PER_MS;
    return wait(freeAt - now);
  };
  /** @type {Map<string, Answer | Promise<Answer>>} */
  const answers = new Map();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const known = answers.get(path) ?? answerOf(path);
    answers.set(path, known);
    const { status, headers, body } = await known;
    await wait(LATENCY_MS);
    response.writeHead(status, headers);
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
    carried: () => carried,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
