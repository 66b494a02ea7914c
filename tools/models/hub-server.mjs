// A stand-in for the Hugging Face Hub: HTTPS, its addresses, its headers, and its redirect of large files to another host. It
// serves files that `npm run models:fetch` has brought to models/Xenova/.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installFromDebian, pathsOf } from '../debian.mjs';

const MODELS = resolve(import.meta.dirname, '../../models');
const HUB = 'huggingface.co';
/** Where the Hub sends what asks for a large file. */
const STORAGE = 'cas-bridge.xethub.hf.co';
/** Larger files are in the storage. */
const SMALL = 10_000_000;

/**
 * @typedef {object} Hub
 * @property {string} url of the server itself
 * @property {readonly string[]} flags with which Chromium takes it for the Hub
 * @property {string[]} log of requests: method, host and path
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Hub>} */
export async function startHub() {
  /** @type {string[]} */
  const log = [];
  const server = createServer(certificate(), (request, response) => {
    const host = String(request.headers.host).replace(/:\d+$/, '');
    const path = decodeURIComponent(new URL(request.url ?? '/', `https://${host}`).pathname);
    log.push(`${request.method} ${host}${path}`);
    answer(host, path, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const rules = [HUB, STORAGE].map((host) => `MAP ${host} 127.0.0.1:${port}`).join(', ');
  return {
    url: `https://127.0.0.1:${port}`,
    flags: [`--host-resolver-rules=${rules}`, '--ignore-certificate-errors'],
    log,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * @param {string} host
 * @param {string} path
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(host, path, request, response) {
  const [, repo = '', file = ''] = /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path) ?? [];
  const found = resolve(MODELS, repo, file);
  const stat = found.startsWith(MODELS) ? statSync(found, { throwIfNoEntry: false }) : undefined;
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'X-Linked-Size,X-Linked-Etag,ETag,X-Repo-Commit');
  if (!stat?.isFile()) return void response.writeHead(404, { 'X-Error-Code': 'EntryNotFound' }).end();
  if (host === HUB && stat.size > SMALL) {
    response.setHeader('X-Linked-Size', stat.size);
    response.setHeader(
      'X-Linked-Etag',
      `"${createHash('sha256').update(readFileSync(found)).digest('hex')}"`,
    );
    return void response
      .writeHead(302, { Location: `https://${STORAGE}${path}?Signature=of-a-moment` })
      .end();
  }
  const type = file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': stat.size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(found).pipe(response);
}

/** A certificate of this run, which nobody trusts. */
function certificate() {
  if (!pathsOf(['openssl']).some((path) => existsSync(path))) installFromDebian(['openssl']);
  const folder = mkdtempSync(join(tmpdir(), 'react-embeddings-hub-'));
  try {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
    const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj'.split(
      ' ',
    );
    execFileSync('openssl', [...words, `/CN=${HUB}`, '-keyout', String(key), '-out', String(cert)], {
      stdio: 'ignore',
    });
    return { key: readFileSync(String(key)), cert: readFileSync(String(cert)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
