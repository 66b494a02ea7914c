import type { Kernel } from './kernel.js';
import { ByteMatrix, type Matrix } from './matrix.js';

/** Rows as int8 and nothing else: a quarter of the memory of floats. Products are those of what is stored. */
export class ByteRows implements Matrix {
  readonly #bytes: ByteMatrix;
  readonly #dimensions: number;
  #rows = 0;

  constructor(kernel: Kernel, dimensions: number) {
    this.#bytes = new ByteMatrix(kernel, dimensions);
    this.#dimensions = dimensions;
  }

  get rows(): number {
    return this.#rows;
  }

  set(row: number, vector: Float32Array): void {
    this.#rows = Math.max(this.#rows, row + 1);
    this.#bytes.set(row, vector);
  }

  get(row: number): Float32Array {
    return this.#bytes.read(row, this.#dimensions);
  }

  view(row: number): Float32Array {
    return this.get(row);
  }

  multiply(query: Float32Array, from: number, to: number, out: Float32Array): void {
    this.#bytes.multiply(query, from, to, out);
  }
}
