import type { Instance } from './instance.js';

const INPUTS = 64;
const OUTPUTS = 16;
const ROWS = 9; // tiles of every height but the tallest, and of it

/** Whether the instance's matrix product gives what plain arithmetic gives: a miscompiled one would show nowhere else. */
export function passesSelfTest({ wasm, put, floats }: Instance): boolean {
  const before = wasm.mark();
  const x = waves(ROWS * INPUTS, 0.37, 3);
  const weights = waves(INPUTS * OUTPUTS, 0.73, 1);
  const bias = waves(OUTPUTS, 1.1, 1);
  const matrix = wasm.createMatrix(INPUTS, OUTPUTS);
  const rowIndex = put(Int32Array.from({ length: INPUTS }, (_, i) => i));
  const source = put(weights);
  const biases = put(bias);
  wasm.fillMatrix(matrix, source, 2, INPUTS, OUTPUTS, OUTPUTS, 1, 0, 0, biases, rowIndex, rowIndex);
  wasm.sealMatrix(matrix);
  const input = put(x);
  const out = wasm.allocate(ROWS * OUTPUTS * 4);
  wasm.product(input, ROWS, matrix, out);
  const right = floats(out, ROWS * OUTPUTS).every((value, i) => {
    const [row, column] = [Math.floor(i / OUTPUTS), i % OUTPUTS];
    let sum = bias[column] as number;
    for (let k = 0; k < INPUTS; k++)
      sum += (x[row * INPUTS + k] as number) * (weights[k * OUTPUTS + column] as number);
    return Math.abs(value - sum) < 0.5; // sums are up to 100, and rounding makes errors up to 0.2
  });
  wasm.release(before);
  return right;
}

function waves(length: number, step: number, height: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => height * Math.sin(1 + i * step));
}

/** Enough for the engine to replace its first, quick code by optimized code. */
const WARM_UP = { rounds: 3, times: 300 };
/** Some tenths of a millisecond each, since clocks may count in tenths. */
const MEASURED = { rounds: 3, times: 1_500 };

/** Milliseconds that the two steps of the relaxed module take for the same work: the best of some rounds. */
export function measureSteps({ wasm }: Instance): { readonly dot: number; readonly pairwise: number } {
  function best({ rounds, times }: typeof MEASURED) {
    const least = { dot: Number.POSITIVE_INFINITY, pairwise: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round++) {
      for (const step of ['dot', 'pairwise'] as const) {
        const start = performance.now();
        wasm.measure(step === 'pairwise' ? 1 : 0, times);
        least[step] = Math.min(least[step], performance.now() - start);
      }
    }
    return least;
  }
  best(WARM_UP);
  return best(MEASURED);
}
