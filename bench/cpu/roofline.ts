import { readBert } from '../../src/engine/workers/embedding/formats/readBert.js';
import type { BertWeights } from '../../src/engine/workers/embedding/formats/types.js';
import { createEncoder } from '../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import { instantiate } from '../../src/engine/workers/embedding/runtimes/encoder/instance.js';
import { MIXED } from './texts.js';

// How near the encoder comes to what its inner steps do with data in the nearest cache: linear layers multiply int8, attention
// int16, of which there are half as many in a register.

const SHAPES = {
  '1 x 16': [16],
  '1 x 128': [128],
  '1 x 512': [512],
  '8 x 128': Array<number>(8).fill(128),
  '96 mixed': MIXED,
} as const satisfies Record<string, readonly number[]>;

const FILES = {
  MiniLM: 'all-MiniLM-L6-v2/onnx/model_quantized.onnx',
  'bge-small': 'bge-small-en-v1.5/onnx/model_q4.onnx',
} as const;

export type RooflineModel = keyof typeof FILES;

/** Milliseconds of a measurement, at least: clocks of a page count in tenths. */
const LONG_ENOUGH_MS = 60;
/** A tile of four rows times a panel of eight columns and 384 rows, as `measure` multiplies them. */
const OPERATIONS_OF_TILE = 2 * 4 * 8 * 384;

/** Multiplications and additions of a pass; each counts for itself. Tokens that attend to each other are of one text. */
function operationsOf({ hidden, inner, layers }: BertWeights, lengths: readonly number[]) {
  const tokens = lengths.reduce((a, b) => a + b, 0);
  const pairs = lengths.reduce((a, b) => a + b * b, 0);
  return {
    /** In the step that the machine does fastest. */
    linear: 2 * layers.length * tokens * (4 * hidden * hidden + 2 * hidden * inner),
    /** In dots of int16. */
    attention: 2 * layers.length * 2 * pairs * hidden,
  };
}

/** GOP/s of `work`, which does so many operations. */
function speedOf(operations: number, work: () => void): number {
  for (let times = 1; ; times *= 2) {
    const start = performance.now();
    for (let i = 0; i < times; i += 1) work();
    const ms = performance.now() - start;
    if (ms >= LONG_ENOUGH_MS) return (operations * times) / ms / 1e6;
  }
}

/** Measures one model, round by round: for each shape GOP/s, and those of the inner step beside it. */
export async function roofline(
  model: RooflineModel,
  rounds: number,
): Promise<Record<string, { readonly speeds: number[]; readonly peaks: number[] }>> {
  const read = readBert(new Uint8Array(await (await fetch(`/models/${FILES[model]}`)).arrayBuffer()));
  if ('foreign' in read) throw new Error(read.foreign);
  const { weights } = read;
  const encoder = await createEncoder(weights, { pooling: 'mean', normalize: true });
  const { wasm } = await instantiate(encoder.build === 'plain' ? 'plain' : 'relaxed');
  const { wasm: plain } = await instantiate('plain'); // its step is that of attention in either build
  const pairwise = encoder.build === 'relaxed-pairwise' ? 1 : 0;
  const peaks = () => ({
    linear: speedOf(OPERATIONS_OF_TILE * 10_000, () => wasm.measure(pairwise, 10_000)),
    // As many bytes hold half as many int16.
    attention: speedOf((OPERATIONS_OF_TILE / 2) * 10_000, () => plain.measure(0, 10_000)),
  });
  const measured = new Map<string, { speeds: number[]; peaks: number[] }>();
  for (let round = -1; round < rounds; round += 1)
    for (const [name, lengths] of Object.entries(SHAPES)) {
      const texts = lengths.map((tokens, row) =>
        Array.from({ length: tokens }, (_, i) => 2_000 + ((row * 31 + i * 7) % 9_000)),
      );
      const operations = operationsOf(weights, lengths);
      const all = operations.linear + operations.attention;
      const [before, speed, after] = [peaks(), speedOf(all, () => encoder.encode(texts)), peaks()];
      const most = {
        linear: Math.max(before.linear, after.linear),
        attention: Math.max(before.attention, after.attention),
      };
      const peak = all / (operations.linear / most.linear + operations.attention / most.attention);
      if (round < 0) continue; // the engine's optimized code comes later
      const { speeds = [], peaks: known = [] } = measured.get(name) ?? {};
      measured.set(name, { speeds: [...speeds, speed], peaks: [...known, peak] });
    }
  return Object.fromEntries(measured);
}
