import type { RandomInput, RandomOutput } from './counting.worker.js';

// How fast kernels are on this machine: for a GPU that somebody has, if only for a while.

/** all-MiniLM-L6-v2's. */
const SHAPE = { hidden: 384, heads: 12, inner: 1_536, layers: 6 };

/** Lengths from 4 to 256 tokens, most of them short, as messages are; the same at each run. */
const MIXED = Array.from({ length: 1_000 }, (_, i) => 4 + Math.floor(252 * ((i * 0.618034) % 1) ** 3));

export const BATCHES: Readonly<Record<string, readonly number[]>> = {
  '1x16': [16],
  '8x128': new Array(8).fill(128),
  '32x128': new Array(32).fill(128),
  '8x512': new Array(8).fill(512),
  '1,000 mixed': MIXED,
};

const KINDS = {
  'WGSL, direct': { kernels: 'direct', precision: 'fp32' },
  'WGSL, tiled': { kernels: 'tiled', precision: 'fp32' },
  'WGSL, dot4I8Packed': { kernels: 'dot', precision: 'fp32' },
  'WGSL, fp16': { kernels: 'tiled', precision: 'fp16' },
  'onnxruntime-web': { kernels: 'onnxruntime', precision: 'fp32' },
  'CPU, one thread': { kernels: 'cpu', precision: 'fp32' },
} as const satisfies Record<string, Pick<RandomInput, 'kernels' | 'precision'>>;

/** Milliseconds and GFLOP/s of one kind on one batch, or why there are none. */
export interface Speed {
  readonly kind: string;
  readonly batch: string;
  readonly ms?: number;
  readonly gflops?: number;
  /** `gflops` in percent of what the device reaches on registers, in the same precision. */
  readonly percentOfPeak?: number;
  readonly error?: string;
}

/** Multiplications and additions of a forward pass over texts of these lengths. */
function operationsOf(lengths: readonly number[]): number {
  const { hidden, inner, layers } = SHAPE;
  const perToken = 2 * (4 * hidden ** 2 + 2 * hidden * inner);
  return layers * lengths.reduce((sum, tokens) => sum + tokens * (perToken + 4 * tokens * hidden), 0);
}

/**
 * Measures all kinds on all batches, each in its second run.
 * @param random Runs one kind, in a worker of its own.
 * @param peak GFLOP/s of the device.
 */
export async function measureSpeed(
  random: (input: RandomInput) => Promise<RandomOutput>,
  names: readonly string[] = Object.keys(BATCHES),
  peak: { readonly fp32: number; readonly fp16?: number },
): Promise<readonly Speed[]> {
  const found: Speed[] = [];
  const batches = names.map((name) => BATCHES[name] ?? []);
  for (const [kind, options] of Object.entries(KINDS)) {
    try {
      const { times } = await random({
        ...options,
        shape: SHAPE,
        pooling: 'mean',
        batches,
        compare: false,
      });
      for (const [i, batch] of names.entries()) {
        const ms = Number(times[i]);
        const gflops = operationsOf(batches[i] ?? []) / ms / 1e6;
        const most = options.kernels === 'cpu' ? undefined : peak[options.precision];
        found.push({ kind, batch, ms, gflops, ...(most && { percentOfPeak: (100 * gflops) / most }) });
      }
    } catch (error) {
      found.push({ kind, batch: 'all', error: String(error) });
    }
  }
  return found;
}

/** A table in Markdown: kinds by batches, milliseconds and GFLOP/s. */
export function tableOf(speeds: readonly Speed[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = speeds.map(({ kind, batch, ms, gflops, percentOfPeak, error }) =>
    row([
      ...[kind, batch, error ?? ms?.toFixed(1) ?? '', gflops?.toFixed(1) ?? ''],
      percentOfPeak === undefined ? '' : `${percentOfPeak.toFixed(1)} %`,
    ]),
  );
  const head = row(['kernels', 'texts x tokens', 'ms', 'GFLOP/s', 'of the peak']);
  return [head, row(['---', '---', '--:', '--:', '--:']), ...lines].join('\n');
}
