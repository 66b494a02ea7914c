import { quantize } from '../../math/quantize.js';
import type { Kernel } from './kernel.js';

/** Vectors, row by row, and their inner products with one. */
export interface Matrix {
  /** How many rows there are. */
  readonly rows: number;
  /** Writes a row; the one behind the last is new. */
  set(row: number, vector: Float32Array): void;
  /** A copy of a row. */
  get(row: number): Float32Array;
  /** A row where it lies: until something is written. */
  view(row: number): Float32Array;
  /** Writes the inner products of `query` and the rows `from` to `to` to these places of `out`. */
  multiply(query: Float32Array, from: number, to: number, out: Float32Array): void;
}

/** By how much products may be off. */
export interface ErrorBound {
  readonly any: number;
  readonly row: (row: number) => number;
}

/** How many rows a kernel multiplies in one call. */
const SLICE = 16_384;
/** Where things lie in a kernel's memory: a query of 4,096 floats at most, products, scales of rows of bytes, rows. */
const QUERY = 1_024;
const PRODUCTS = 32_768;
const SCALES = PRODUCTS + SLICE * 4;
const ROWS = SCALES + SLICE * 4;
const PAGE = 65_536;

/** A row is filled up with zeros to a multiple of so many numbers. */
const LANES = 16;
export const MAX_DIMENSIONS = 4_096;

/** What sums of floats may be off, of vectors of length 1: in 8 lanes 4,096 numbers by (4,096 / 8 + 4) 2^-24. */
const ROUNDING = 3.2e-5;

/** Floats in a kernel's memory: one block, which grows in place. */
export class FloatMatrix implements Matrix {
  readonly #kernel: Kernel;
  readonly #dimensions: number;
  readonly #width: number;
  #rows = 0;
  /** All of the kernel's memory, as it was when it last grew. */
  #memory = new Float32Array(0);

  constructor(kernel: Kernel, dimensions: number) {
    this.#kernel = kernel;
    this.#dimensions = dimensions;
    this.#width = filledUp(dimensions);
  }

  get rows(): number {
    return this.#rows;
  }

  set(row: number, vector: Float32Array): void {
    this.#rows = Math.max(this.#rows, row + 1);
    reserve(this.#kernel, ROWS + this.#rows * this.#width * 4);
    this.#floats(this.#address(row), this.#width).set(vector); // behind it memory is zeros
  }

  get(row: number): Float32Array {
    return this.view(row).slice();
  }

  view(row: number): Float32Array {
    return this.#floats(this.#address(row), this.#dimensions);
  }

  multiply(query: Float32Array, from: number, to: number, out: Float32Array): void {
    reserve(this.#kernel, ROWS);
    this.#floats(QUERY, this.#width).fill(0);
    this.#floats(QUERY, this.#width).set(query);
    for (let row = from; row < to; row += SLICE) {
      const count = Math.min(SLICE, to - row);
      this.#kernel.multiplyFloats(QUERY, this.#address(row), count, this.#width, PRODUCTS);
      out.set(this.#floats(PRODUCTS, count), row);
    }
  }

  #address(row: number): number {
    return ROWS + row * this.#width * 4;
  }

  #floats(address: number, length: number): Float32Array {
    const { buffer } = this.#kernel.memory;
    if (this.#memory.buffer !== buffer) this.#memory = new Float32Array(buffer);
    return this.#memory.subarray(address / 4, address / 4 + length);
  }
}

/**
 * Rows as int8, each with a scale of its own (symmetric: its largest number becomes 127): a third of the time of floats, and
 * products that are off by a thousandth or so, and by no more than is known. For finding candidates.
 */
export class ByteMatrix {
  readonly #kernel: Kernel;
  readonly #width: number;
  /** The largest integer of a query: products of a row of so many numbers fit into 32 bits. */
  readonly #most: number;
  #scales = new Float32Array(1_024);
  /** How far each row is from the floats it stands for, and the farthest of all that there ever were. */
  #distances = new Float32Array(1_024);
  #farthest = 0;

  constructor(kernel: Kernel, dimensions: number) {
    this.#kernel = kernel;
    this.#width = filledUp(dimensions);
    this.#most = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * this.#width)));
  }

  set(row: number, vector: Float32Array): void {
    reserve(this.#kernel, ROWS + (row + 1) * this.#width);
    if (row >= this.#scales.length) {
      this.#scales = grown(this.#scales, row + 1);
      this.#distances = grown(this.#distances, row + 1);
    }
    const floats = new Float32Array(this.#kernel.memory.buffer, PRODUCTS, this.#width).fill(0, vector.length);
    floats.set(vector);
    const address = ROWS + row * this.#width;
    const scale = this.#kernel.quantize(PRODUCTS, this.#width, address);
    this.#scales[row] = scale;
    const distance = this.#kernel.distance(PRODUCTS, this.#width, address, scale);
    this.#distances[row] = distance;
    this.#farthest = Math.max(this.#farthest, distance);
  }

  /** The floats that a row’s integers stand for: those that were written, approximately. */
  read(row: number, dimensions: number): Float32Array<ArrayBuffer> {
    const integers = new Int8Array(this.#kernel.memory.buffer, ROWS + row * this.#width, dimensions);
    const scale = this.#scales[row] as number;
    return Float32Array.from(integers, (integer) => integer * scale);
  }

  /**
   * Writes approximate products of the floats, which are of length 1.
   * @returns by how much they are off at most
   */
  multiply(query: Float32Array, from: number, to: number, out: Float32Array): ErrorBound {
    reserve(this.#kernel, ROWS);
    const integers = new Int16Array(this.#kernel.memory.buffer, QUERY, this.#width);
    const queryScale = quantize(query, integers, this.#most);
    const queryDistance = Math.hypot(
      ...query.map((value, i) => value - queryScale * (integers[i] as number)),
    );
    const floats = new Float32Array(this.#kernel.memory.buffer, 0, ROWS / 4);
    for (let row = from; row < to; row += SLICE) {
      const count = Math.min(SLICE, to - row);
      floats.set(this.#scales.subarray(row, row + count), SCALES / 4);
      const address = ROWS + row * this.#width;
      this.#kernel.multiplyBytes(QUERY, queryScale, address, SCALES, count, this.#width, PRODUCTS);
      out.set(floats.subarray(PRODUCTS / 4, PRODUCTS / 4 + count), row);
    }
    // The product of vectors that are off by e and f is off by at most e + f + e f (Cauchy and Schwarz).
    const errorBound = (distance: number) => distance + queryDistance + distance * queryDistance + ROUNDING;
    return { any: errorBound(this.#farthest), row: (row) => errorBound(this.#distances[row] as number) };
  }
}

function filledUp(dimensions: number): number {
  return Math.ceil(dimensions / LANES) * LANES;
}

/** Memory grows by half of what there is, so that many small additions cost little. */
function reserve({ memory }: Kernel, bytes: number): void {
  const { byteLength } = memory.buffer;
  if (bytes <= byteLength) return;
  const missing = Math.ceil((bytes - byteLength) / PAGE);
  try {
    memory.grow(Math.max(missing, Math.ceil(byteLength / 2 / PAGE)));
  } catch {
    memory.grow(missing); // near the end of memory, only what is needed
  }
}

export function grown(values: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(Math.max(length, Math.ceil(values.length * 1.5)));
  larger.set(values);
  return larger;
}
