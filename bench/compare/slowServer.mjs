// The same server behind a slow link: 20 Mbit/s for all connections together, and 40 ms until an answer begins. Scripts, wasm
// and JSON come compressed by gzip, as from any host.

import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

const BYTES_PER_MS = 2_500;
const LATENCY_MS = 40;
const SLICE = 64 * 1024;
const COMPRESSED = /javascript|json|wasm|html|css/;

/** What a path answers. @typedef {{ status: number, headers: Record<string, string>, body: Buffer }} Answer */

/** @type {Map<string, Promise<Answer>>} */
const answers = new Map();

/** @param {string} target where the real server is @returns {Promise<{ url: string, close: () => void }>} */
export async function slowServer(target) {
  let freeAt = 0;
  /** Waits until so many bytes have gone over the link, behind those of all others. @param {number} bytes */
  const sent = (bytes) => {
    freeAt = Math.max(freeAt, performance.now()) + bytes / BYTES_PER_MS;
    return wait(freeAt - performance.now());
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', target).href;
    const { status, headers, body } = await answerOf(url);
    await wait(LATENCY_MS);
    response.writeHead(status, headers);
    for (let at = 0; at < body.length && !response.destroyed; at += SLICE) {
      const slice = body.subarray(at, at + SLICE);
      await sent(slice.length);
      response.write(slice);
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {string} url */
function answerOf(url) {
  const known = answers.get(url) ?? fetchAnswer(url);
  answers.set(url, known);
  return known;
}

/** @param {string} url @returns {Promise<Answer>} */
async function fetchAnswer(url) {
  const answer = await fetch(url);
  const raw = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  const isCompressed = COMPRESSED.test(type);
  const body = isCompressed ? gzipSync(raw) : raw;
  const headers = {
    'Content-Type': type,
    'Content-Length': String(body.length),
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  };
  return { status: answer.status, headers, body };
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
