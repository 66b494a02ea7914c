// Vectors that this library made in Chromium, stored between runs: making those of SciFact takes minutes. They are stored by the
// digest of role and text, in the system's folder for temporary files, apart for each model and each build of the encoder.

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const FLOAT_BYTES = 4;
/** Texts that are embedded in one go. */
const BATCH = 256;
const ENCODERS = ['relaxed', 'plain'].map((build) => `src/engine/workers/embedding/encoder-${build}.wasm`);

/** @typedef {'query' | 'document'} EmbedRole */
/** @typedef {{ readonly start: number, readonly end: number }} TextSpan */
/** @typedef {(texts: readonly string[], role: EmbedRole) => Promise<Buffer>} Embed all vectors as float32, row-major */

/** The stored vectors of a model. */
export class VectorStore {
  /** @type {Map<string, Float32Array>} */
  #vectors = new Map();
  #keys;
  /** How many vectors the files hold whole, and in how many bytes of keys. */
  #stored = 0;
  #keyBytes = 0;
  #isOurs = false;
  #rows;

  /** @type {Map<string, TextSpan[]>} */
  #spans = new Map();
  #spansFile;

  /**
   * @param {string} model its id
   * @param {string} way how its vectors are made, if not by the encoder
   */
  constructor(model, way = '') {
    const { dimensions, files } = modelOf(model);
    const folder = join(
      tmpdir(),
      'react-embeddings-vectors',
      `${model}-${digestOfFiles(files.weights.sha256)}${way}`,
    );
    mkdirSync(folder, { recursive: true });
    this.#keys = join(folder, 'keys.txt');
    this.#rows = join(folder, 'rows.f32');
    this.#spansFile = join(folder, 'spans.txt');
    this.dimensions = dimensions;
    this.#read();
  }

  /** A run that was ended may have left a part of its last batch. */
  #read() {
    if (existsSync(this.#spansFile))
      for (const line of readFileSync(this.#spansFile, 'utf8').split('\n').slice(0, -1)) {
        const [key = '', spans = '[]'] = line.split(' ');
        this.#spans.set(key, JSON.parse(spans));
      }
    if (!existsSync(this.#keys) || !existsSync(this.#rows)) return;
    const keys = readFileSync(this.#keys, 'utf8').split('\n').slice(0, -1);
    const bytes = new Uint8Array(readFileSync(this.#rows));
    const rowBytes = this.dimensions * FLOAT_BYTES;
    const count = Math.min(keys.length, Math.floor(bytes.length / rowBytes));
    this.#stored = count;
    this.#keyBytes = keys.slice(0, count).reduce((sum, key) => sum + key.length + 1, 0);
    const floats = new Float32Array(bytes.buffer, 0, count * this.dimensions);
    for (const [i, key] of keys.slice(0, count).entries())
      this.#vectors.set(key, floats.subarray(i * this.dimensions, (i + 1) * this.dimensions));
  }

  /**
   * @param {string} text
   * @param {EmbedRole} role
   * @returns {Float32Array | undefined}
   */
  get(text, role) {
    return this.#vectors.get(keyOf(text, role));
  }

  /** @param {string} text */
  storedSpans(text) {
    return this.#spans.get(keyOf(text, 'document'));
  }

  /**
   * Where the passages of a text lie.
   * @param {string} text
   * @param {(text: string) => Promise<readonly TextSpan[]>} make
   */
  async spansOf(text, make) {
    const key = keyOf(text, 'document');
    const known = this.#spans.get(key);
    if (known) return known;
    const spans = [...(await make(text))];
    appendFileSync(this.#spansFile, `${key} ${JSON.stringify(spans)}\n`);
    this.#spans.set(key, spans);
    return spans;
  }

  /**
   * Makes and stores the vectors that are missing.
   * @param {readonly string[]} texts
   * @param {EmbedRole} role
   * @param {Embed} embed
   * @param {string} name what stands before the count of texts on standard error
   */
  async fill(texts, role, embed, name) {
    const missing = [...new Set(texts)].filter((text) => !this.get(text, role));
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      this.put(batch, role, await embed(batch, role));
      process.stderr.write(`\r${name}: ${from + batch.length} of ${missing.length} ${role} texts `);
    }
  }

  /**
   * @param {readonly string[]} texts
   * @param {EmbedRole} role
   * @param {Buffer} bytes
   */
  put(texts, role, bytes) {
    if (!this.#isOurs && existsSync(this.#keys)) {
      truncateSync(this.#rows, this.#stored * this.dimensions * FLOAT_BYTES);
      truncateSync(this.#keys, this.#keyBytes);
    }
    this.#isOurs = true;
    appendFileSync(this.#rows, bytes);
    appendFileSync(this.#keys, texts.map((text) => `${keyOf(text, role)}\n`).join(''));
    const floats = new Float32Array(Uint8Array.from(bytes).buffer);
    for (const [i, text] of texts.entries())
      this.#vectors.set(keyOf(text, role), floats.subarray(i * this.dimensions, (i + 1) * this.dimensions));
  }
}

/**
 * @param {string} text
 * @param {EmbedRole} role
 */
function keyOf(text, role) {
  return createHash('sha256').update(`${role}\0${text}`).digest('hex').slice(0, 32);
}

/** @param {string} weights */
function digestOfFiles(weights) {
  const digest = createHash('sha256').update(weights);
  for (const path of ENCODERS) digest.update(readFileSync(resolve(root, path)));
  return digest.digest('hex').slice(0, 12);
}

/** @param {string} id */
function modelOf(id) {
  const catalog = JSON.parse(readFileSync(join(root, 'models/catalog.json'), 'utf8'));
  return catalog.find((/** @type {{ id: string }} */ model) => model.id === id);
}
