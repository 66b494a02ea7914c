const encoder = new TextEncoder();

/** The first 32 bits of the fractional parts of roots of the first primes: FIPS 180-4, sections 4.2.2 and 5.3.3. */
const primes = firstPrimes(64);
const CONSTANTS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

const BLOCK = 64;
/** Where the length stands in the last block. */
const LENGTH_AT = 56;
const WORDS = new Int32Array(BLOCK);

/**
 * SHA-256 (FIPS 180-4) of bytes that come in pieces, in JavaScript: for places without `crypto.subtle`, and for what must
 * not wait. The browser's own code is several times faster.
 */
export class Sha256 {
  readonly #state = START.slice();
  readonly #block = new Uint8Array(BLOCK);
  readonly #view = new DataView(this.#block.buffer);
  #length = 0;

  update(bytes: Uint8Array): this {
    for (let from = 0; from < bytes.length; ) {
      const at = this.#length % BLOCK;
      const part = bytes.subarray(from, from + BLOCK - at);
      this.#block.set(part, at);
      this.#length += part.length;
      from += part.length;
      if (this.#length % BLOCK === 0) compress(this.#state, this.#view);
    }
    return this;
  }

  /** The 32 bytes. Nothing can be added afterwards. */
  digest(): Uint8Array<ArrayBuffer> {
    const bits = BigInt(this.#length) * 8n;
    const at = this.#length % BLOCK;
    this.#block.fill(0, at);
    this.#block[at] = 0x80;
    if (at >= LENGTH_AT) {
      compress(this.#state, this.#view);
      this.#block.fill(0);
    }
    this.#view.setBigUint64(LENGTH_AT, bits);
    compress(this.#state, this.#view);
    const digest = new DataView(new ArrayBuffer(32));
    for (const [i, word] of this.#state.entries()) digest.setInt32(4 * i, word);
    return new Uint8Array(digest.buffer);
  }
}

/** SHA-256 of bytes, 32 bytes. */
export function sha256Sync(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Sha256().update(bytes).digest();
}

/** SHA-256 of a list of texts as lower-case hex: equal lists, and only they, have equal digests. */
export function digestOfTexts(texts: readonly string[]): string {
  return Array.from(digestBytesOfTexts(texts), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As `digestOfTexts`, its 32 bytes. */
export function digestBytesOfTexts(texts: readonly string[]): Uint8Array {
  const hash = new Sha256();
  for (const text of texts) {
    const bytes = encoder.encode(text);
    hash.update(encoder.encode(`${bytes.length}:`)).update(bytes);
  }
  return hash.digest();
}

/** Section 6.2.2, in its words: `w` is the message schedule, `a` to `h` are the working variables. */
function compress(state: Int32Array, block: DataView): void {
  schedule(block);
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + (CONSTANTS[t] as number) + (WORDS[t] as number)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const variables = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = ((state[i] as number) + (variables[i] as number)) | 0;
}

function schedule(block: DataView): void {
  const w = WORDS;
  for (let t = 0; t < 16; t++) w[t] = block.getInt32(4 * t);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const sigma0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const sigma1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = ((w[t - 16] as number) + sigma0 + (w[t - 7] as number) + sigma1) | 0;
  }
}

function rotate(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}
