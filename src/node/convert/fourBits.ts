/** How many weights share a scale: along a layer's inputs, and along a row of a table. */
export const BLOCK = 32;
export const TABLE_BLOCK = 64;

/** An int4. */
const [LOWEST, HIGHEST] = [-8, 7];
/** Sizes of a block's scale that are tried, of the one that holds its largest number. */
const TRIED = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05];

/** Numbers as 4-bit integers: `scale * multiplier of its block * integer`. */
export interface FourBits {
  /** -8 to 7, in the order of the numbers. */
  readonly integers: Int8Array;
  /** 1 to 255: of each block of each column, or of each block of each row. */
  readonly multipliers: Uint8Array<ArrayBuffer>;
  readonly scale: number;
}

/** Where numbers of one block lie: the first, how many, and how far apart. */
export interface BlockRange {
  readonly start: number;
  readonly count: number;
  readonly stride: number;
}

/** The scale by which rounding to 4 bits loses least: the sum of squared errors. */
export function bestScale(values: ArrayLike<number>, { start, count, stride }: BlockRange): number {
  let largest = 0;
  for (let i = 0, at = start; i < count; i++, at += stride)
    largest = Math.max(largest, Math.abs(values[at] as number));
  if (largest === 0) return 0;
  let [best, least] = [largest / HIGHEST, Number.POSITIVE_INFINITY];
  for (const part of TRIED) {
    const scale = (part * largest) / HIGHEST;
    let error = 0;
    for (let i = 0, at = start; i < count; i++, at += stride)
      error += ((values[at] as number) - scale * roundTo4(values[at] as number, scale)) ** 2;
    if (error < least) [best, least] = [scale, error];
  }
  return best;
}

/** The nearest int4. */
export function roundTo4(value: number, scale: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, Math.round(value / scale)));
}

/** A multiplier of `scale` that is close to a block's own. */
export function multiplierOf(blockScale: number, scale: number): number {
  return Math.min(255, Math.max(1, Math.round(blockScale / scale)));
}

/** Rounds the rows of a table, each block to what is nearest. */
export function roundTable(values: Float32Array, columns: number, block = TABLE_BLOCK): FourBits {
  const rows = values.length / columns;
  const blocks = Math.ceil(columns / block);
  const scales = new Float64Array(rows * blocks);
  const rangeOf = (i: number): BlockRange => {
    const from = (i % blocks) * block;
    return {
      start: Math.floor(i / blocks) * columns + from,
      count: Math.min(block, columns - from),
      stride: 1,
    };
  };
  for (let i = 0; i < scales.length; i++) scales[i] = bestScale(values, rangeOf(i));
  const scale = Math.fround(scales.reduce((a, b) => Math.max(a, b), 0) / 255) || 1;
  const multipliers = Uint8Array.from(scales, (each) => multiplierOf(each, scale));
  const integers = new Int8Array(values.length);
  for (let i = 0; i < scales.length; i++) {
    const { start, count } = rangeOf(i);
    const by = scale * (multipliers[i] as number);
    for (let at = start; at < start + count; at++) integers[at] = roundTo4(values[at] as number, by);
  }
  return { integers, multipliers, scale };
}

/** The numbers that are left of a layer's weights: `inputs x outputs`. */
export function valuesOf({ integers, multipliers, scale }: FourBits, outputs: number): Float32Array {
  const values = new Float32Array(integers.length);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / outputs);
    const block = Math.floor(row / BLOCK) * outputs + (i % outputs);
    values[i] = scale * (multipliers[block] as number) * (integers[i] as number);
  }
  return values;
}

/** The same of a table's rows. */
export function rowsOf(
  { integers, multipliers, scale }: FourBits,
  columns: number,
  block = TABLE_BLOCK,
): Float32Array {
  const values = new Float32Array(integers.length);
  const blocks = Math.ceil(columns / block);
  for (let i = 0; i < values.length; i++) {
    const at = Math.floor(i / columns) * blocks + Math.floor((i % columns) / block);
    values[i] = scale * (multipliers[at] as number) * (integers[i] as number);
  }
  return values;
}

/** Two in a byte, the lower half first. */
export function packHalves(integers: Int8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(integers.length / 2));
  for (let i = 0; i < integers.length; i++)
    bytes[i >> 1] = (bytes[i >> 1] as number) | (((integers[i] as number) & 15) << (i & 1 ? 4 : 0));
  return bytes;
}
