/**
 * Mean and covariance of weighted vectors as they come and go: those of the scores of any query follow from them, `q·m` and
 * `qᵀCq`. Updated one by one (West, 1979), which loses no digits as sums of squares would.
 */
export class RunningCovariance {
  readonly #dimensions: number;
  readonly #mean: Float64Array;
  /** Sums of products of distances from the mean; the lower half. */
  readonly #products: Float64Array;
  #weight = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#mean = new Float64Array(dimensions);
    this.#products = new Float64Array(dimensions * dimensions);
  }

  /** What `mean` and `covariance` gave. */
  static of(
    weight: number,
    mean: readonly number[],
    covariance: readonly (readonly number[])[],
  ): RunningCovariance {
    const running = new RunningCovariance(mean.length);
    running.#weight = weight;
    running.#mean.set(mean);
    for (const [row, values] of covariance.entries())
      for (const [column, value] of values.entries())
        running.#products[row * mean.length + column] = value * weight;
    return running;
  }

  /** The sum of the weights of all vectors. */
  get weight(): number {
    return this.#weight;
  }

  /** The same mean and covariance, as of vectors that weigh so much together. */
  weighing(weight: number): RunningCovariance {
    return this.#weight === weight ? this : RunningCovariance.of(weight, this.mean, this.covariance);
  }

  get mean(): number[] {
    return [...this.#mean];
  }

  /** Row by row. */
  get covariance(): number[][] {
    const d = this.#dimensions;
    const at = (row: number, column: number) =>
      (this.#products[row > column ? row * d + column : column * d + row] as number) / (this.#weight || 1);
    return Array.from({ length: d }, (_, row) => Array.from({ length: d }, (_, column) => at(row, column)));
  }

  /** @param weight negative for a vector that goes */
  add(vector: ArrayLike<number>, weight: number): void {
    const before = this.#weight;
    const after = before + weight;
    if (after < 1e-9) {
      this.#clear();
      return;
    }
    const d = this.#dimensions;
    const mean = this.#mean;
    const distance = new Float64Array(d);
    for (let i = 0; i < d; i += 1) {
      distance[i] = (vector[i] as number) - (mean[i] as number);
      (mean[i] as number) += ((distance[i] as number) * weight) / after;
    }
    const share = (weight * before) / after;
    for (let row = 0; row < d; row += 1) {
      const factor = share * (distance[row] as number);
      for (let column = 0, at = row * d; column <= row; column += 1, at += 1)
        (this.#products[at] as number) += factor * (distance[column] as number);
    }
    this.#weight = after;
  }

  #clear(): void {
    this.#weight = 0;
    this.#mean.fill(0);
    this.#products.fill(0);
  }
}
