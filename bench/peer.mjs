// The peer that npm run bench:cpu compares with: its installation, its versions, and what an app downloads of it and of us.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { rolldown } from 'rolldown';
import { readModules } from '../tools/build/encoder.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const PEER = resolve(ROOT, 'bench/node_modules');

/** Installs what bench/package.json names, where it is not. */
export function installPeer() {
  const { dependencies } = JSON.parse(readFileSync(resolve(ROOT, 'bench/package.json'), 'utf8'));
  if (Object.keys(dependencies).every((name) => existsSync(resolve(PEER, name)))) return;
  execFileSync('npm', ['install', '--prefix', 'bench', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export function peerVersions() {
  const version = (/** @type {string} */ name) => readVersion(resolve(PEER, name));
  return {
    '@huggingface/tokenizers': version('@huggingface/tokenizers'),
    '@huggingface/transformers': version('@huggingface/transformers'),
    minisearch: readVersion(resolve(ROOT, 'node_modules/minisearch')),
    'its onnxruntime-web': version('onnxruntime-web'),
  };
}

/** The versions of all that `npm run bench` compares with. */
export function comparedVersions() {
  const names = ['@orama/orama', 'client-vector-search'];
  const others = Object.fromEntries(names.map((name) => [name, readVersion(resolve(PEER, name))]));
  return { ...peerVersions(), ...others };
}

/** @param {string} folder Of a package. @returns {string} */
function readVersion(folder) {
  return JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')).version;
}

/** The bytes of the encoder's two modules, together. */
export function encoderBytes() {
  return sum(Object.values(readModules()).map(sizesOf));
}

/** JavaScript and wasm, raw and by brotli. */
export async function downloadBytes() {
  const file = (/** @type {string} */ path) => sizesOf(readFileSync(path));
  const peerWasm = resolve(PEER, 'onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm');
  const ortWasm = resolve(ROOT, 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm');
  const peerJs = await bundled(resolve(PEER, '@huggingface/transformers/dist/transformers.web.js'));
  return {
    'transformers.js': peerJs,
    'its wasm': file(peerWasm),
    'onnxruntime-web': await bundled('onnxruntime-web/wasm'),
    "onnxruntime-web's wasm": file(ortWasm),
    'our worker': await bundled(resolve(ROOT, 'src/engine/workers/embedding/embeddingWorker.ts')),
    'its wasm, both builds': encoderBytes(),
  };
}

/**
 * @param {string} input
 * @param {RegExp} [external]
 */
async function bundled(input, external = /^$/) {
  const build = await rolldown({ input, external, cwd: ROOT, platform: 'browser', logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', minify: true });
  return sum(output.map((part) => sizesOf(Buffer.from(part.type === 'chunk' ? part.code : ''))));
}

/** @param {Buffer} bytes */
function sizesOf(bytes) {
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { raw: bytes.length, brotli: brotliCompressSync(bytes, { params }).length };
}

/** @param {readonly { raw: number, brotli: number }[]} sizes */
function sum(sizes) {
  return sizes.reduce((a, b) => ({ raw: a.raw + b.raw, brotli: a.brotli + b.brotli }), { raw: 0, brotli: 0 });
}
