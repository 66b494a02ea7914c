import type { WeightKind } from './productOptions.js';
import { DECODED, main, range, repeat, storage } from './wgsl.js';

// Kernels that take a row of activations per workgroup: embeddings, layer normalization, pooling.

/** The shape of a row. */
export interface RowOptions {
  readonly hidden: number;
  /** `hidden`, filled up with zeros. */
  readonly width: number;
  /** LayerNorm's. */
  readonly epsilon: number;
}

/** The sum of four numbers of each thread over the threads of a workgroup, the same for all of them. */
const TOTAL = (threads: number) => `
var<workgroup> shares: array<vec4<f32>, ${threads}>;
fn total(thread: u32, mine: vec4<f32>) -> f32 {
  shares[thread] = mine;
  workgroupBarrier();
  var v = vec4<f32>();
  for (var i = 0u; i < ${threads}; i++) { v += shares[i]; }
  workgroupBarrier();
  return v.x + v.y + v.z + v.w;
}`;

/** The most threads, up to 32, that share a row evenly. */
function threadsOf(width: number): number {
  return [32, 16].find((threads) => (width / 4) % threads === 0) ?? 1; // widths are multiples of 64
}

/** LayerNorm (Ba et al., 2016) of a row that a thread has as v0, v1, …; `norm` holds gains, then biases. */
function layerNorm({ hidden, width, epsilon }: RowOptions, row: string): string {
  const threads = threadsOf(width);
  const each = width / 4 / threads;
  const difference = (j: number) =>
    hidden === width
      ? `v${j} - mean`
      : `select(vec4<f32>(), v${j} - mean, (thread + ${j * threads}) * 4 + vec4(0u, 1u, 2u, 3u) < vec4(${hidden}u))`;
  return `
  let mean = total(thread, ${range(each)
    .map((j) => `v${j}`)
    .join(' + ')}) / ${hidden};
  ${repeat(each, (j) => `let d${j} = ${difference(j)};`)}
  let f = inverseSqrt(total(thread, ${range(each)
    .map((j) => `d${j} * d${j}`)
    .join(' + ')}) / ${hidden} + ${epsilon});
  ${repeat(each, (j) => `x[${row} + thread + ${j * threads}] = d${j} * f * norm[thread + ${j * threads}] + norm[thread + ${width / 4 + j * threads}];`)}`;
}

/** Normalizes the rows of x in place. */
export function normKernel(options: RowOptions): string {
  const { width } = options;
  const threads = threadsOf(width);
  return `${storage({ norm: 'vec4<f32>', x: 'rw vec4<f32>' })}
${TOTAL(threads)}
${main(
  threads,
  `
  ${repeat(width / 4 / threads, (j) => `let v${j} = x[group.x * ${width / 4} + thread + ${j * threads}];`)}
  ${layerNorm(options, `group.x * ${width / 4}`)}`,
)}`;
}

const WORD = {
  int8: {
    type: 'u32',
    decode:
      '(vec4<f32>(bitcast<vec4<i32>>(vec4(p) << vec4(24u, 16u, 8u, 0u)) >> vec4(24u)) - rows[token.x].y) * rows[token.x].x',
  },
  ...DECODED,
} as const;

/**
 * The first activations: the rows of a token's id and of its position, normalized. `tokens`: id and position of each;
 * `rows`: scale and zero point of each row of `words`.
 */
export function embedKernel(options: RowOptions, words: WeightKind): string {
  const { width } = options;
  const threads = threadsOf(width);
  return `${storage({
    norm: 'vec4<f32>',
    x: 'rw vec4<f32>',
    words: WORD[words].type,
    rows: 'vec2<f32>',
    positions: 'vec4<f32>',
    tokens: 'vec2<u32>',
  })}
${TOTAL(threads)}
fn row(token: vec2<u32>, c: u32) -> vec4<f32> {
  let p = words[token.x * ${width / 4} + c];
  return positions[token.y * ${width / 4} + c] + ${WORD[words].decode};
}
${main(
  threads,
  `
  let token = tokens[group.x];
  ${repeat(width / 4 / threads, (j) => `let v${j} = row(token, thread + ${j * threads});`)}
  ${layerNorm(options, `group.x * ${width / 4}`)}`,
)}`;
}

/** A text's vector: the mean of its tokens' rows or the first of them, scaled to length 1 where asked. `texts`: start, end. */
export function poolKernel(
  { width }: RowOptions,
  { pooling, normalize }: { readonly pooling: 'cls' | 'mean'; readonly normalize: boolean },
): string {
  const threads = threadsOf(width);
  const each = width / 4 / threads;
  const end = pooling === 'mean' ? 'text.y' : 'text.x + 1';
  const squares = range(each)
    .map((j) => `v${j} * v${j}`)
    .join(' + ');
  const factor = normalize
    ? `inverseSqrt(max(total(thread, ${squares}), 1e-24))` // of a mean or a sum: the same direction
    : `1 / f32(${end} - text.x)`;
  return `${storage({ x: 'vec4<f32>', texts: 'vec2<u32>', y: 'rw vec4<f32>' })}
${normalize ? TOTAL(threads) : ''}
${main(
  threads,
  `
  let text = texts[group.x];
  ${repeat(each, (j) => `var v${j} = vec4<f32>();`)}
  for (var i = text.x; i < ${end}; i++) {
    ${repeat(each, (j) => `v${j} += x[i * ${width / 4} + thread + ${j * threads}];`)}
  }
  let f = ${factor};
  ${repeat(each, (j) => `y[group.x * ${width / 4} + thread + ${j * threads}] = v${j} * f;`)}`,
)}`;
}
