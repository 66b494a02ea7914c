import { grown, type Matrix } from './matrix.js';

/** Floats where there is no wasm with SIMD. */
export class PlainMatrix implements Matrix {
  readonly #dimensions: number;
  #values = new Float32Array(0);
  #rows = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  get rows(): number {
    return this.#rows;
  }

  set(row: number, vector: Float32Array): void {
    this.#rows = Math.max(this.#rows, row + 1);
    const length = this.#rows * this.#dimensions;
    if (length > this.#values.length) this.#values = grown(this.#values, length);
    this.#values.set(vector, row * this.#dimensions);
  }

  get(row: number): Float32Array {
    return this.view(row).slice();
  }

  view(row: number): Float32Array {
    return this.#values.subarray(row * this.#dimensions, (row + 1) * this.#dimensions);
  }

  multiply(query: Float32Array, from: number, to: number, out: Float32Array): void {
    for (let row = from, at = from * this.#dimensions; row < to; row += 1) {
      let sum = 0;
      for (let i = 0; i < this.#dimensions; i += 1, at += 1)
        sum += (query[i] as number) * (this.#values[at] as number);
      out[row] = sum;
    }
  }
}
