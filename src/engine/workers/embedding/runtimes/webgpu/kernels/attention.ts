import type { Variant } from './productOptions.js';
import { main, range, repeat, storage } from './wgsl.js';

/** The shape of heads: rows hold queries, keys and values of all heads, `span` numbers each. */
export interface AttentionOptions {
  readonly span: number;
  readonly headWidth: number;
}

/** Queries per workgroup, one per thread. */
export const QUERIES = 32;
/** Keys that a thread weighs at once. */
const STEP = 4;
/** Not infinity, which compilers of WGSL may take to never occur. */
const LOWEST = '-1e30f';
/** Vectors of four floats that keys and values each may take of 16 KB of workgroup memory. */
const WORKGROUP_VECTORS = 512;

/**
 * The WGSL of attention (Vaswani et al., 2017) of one head, for 32 queries of one text. Scores are never written to memory:
 * a thread keeps a maximum, a sum and a weighted sum of values as it goes (Milakov and Gimelshein, 2018). Queries come
 * multiplied by log2(e) / sqrt(head size). `blocks`: start and end of the text, and the first query.
 */
export function attentionKernel(variant: Variant, options: AttentionOptions): string {
  return variant === 'direct' ? direct(options) : tiled(options);
}

const BUFFERS = storage({ qkv: 'vec4<f32>', blocks: 'vec4<u32>', y: 'rw vec4<f32>' });

const queriesAndSums = (d4: number) =>
  repeat(d4, (i) => `let q${i} = qkv[start + ${i}]; var o${i} = vec4<f32>();`);

/** Takes STEP scores s0, s1, … and the values of their keys in. */
const accumulate = (d4: number, value: (key: number, i: number) => string) => `
  let m = ${range(STEP)
    .map((c) => `s${c}`)
    .reduce((a, b) => `max(${a}, ${b})`, 'top')};
  let f = exp2(top - m);
  top = m;
  ${repeat(STEP, (c) => `let p${c} = exp2(s${c} - m);`)}
  sum = sum * f + (${range(STEP)
    .map((c) => `p${c}`)
    .join(' + ')});
  ${repeat(
    d4,
    (i) =>
      `o${i} = o${i} * f + (${range(STEP)
        .map((c) => `p${c} * ${value(c, i)}`)
        .join(' + ')});`,
  )}`;

const score = (c: number, d4: number, key: (i: number) => string, isThere: string) =>
  `var s${c} = dot(q0, ${key(0)}); ${range(d4 - 1)
    .map((i) => `s${c} += dot(q${i + 1}, ${key(i + 1)});`)
    .join(' ')} ${c > 0 ? `s${c} = select(${LOWEST}, s${c}, ${isThere});` : ''}`;

const write = (span: number, d4: number) => `
  let at = mine * ${span / 4} + head;
  let share = 1 / sum;
  ${repeat(d4, (i) => `y[at + ${i}] = o${i} * share;`)}`;

/** All threads of a workgroup read the same key at the same time, from global memory. */
function direct({ span, headWidth }: AttentionOptions): string {
  const d4 = headWidth / 4;
  const row = (3 * span) / 4;
  const key = (c: number, i: number) => `qkv[k${c} + ${span / 4 + i}]`;
  return `${BUFFERS}
${main(
  QUERIES,
  `
  let block = blocks[group.y];
  let mine = block.z + thread;
  if (mine >= block.y) { return; }
  let head = group.x * ${d4};
  let start = mine * ${row} + head;
  ${queriesAndSums(d4)}
  var top = ${LOWEST};
  var sum = 0f;
  for (var k = block.x; k < block.y; k += ${STEP}) {
    ${repeat(
      STEP,
      (c) => `let k${c} = min(k + ${c}, block.y - 1) * ${row} + head;
    ${score(c, d4, (i) => key(c, i), `k + ${c} < block.y`)}`,
    )}
    ${accumulate(d4, (c, i) => `qkv[k${c} + ${span / 2 + i}]`)}
  }
  ${write(span, d4)}`,
)}`;
}

/** Keys and values pass through workgroup memory. */
function tiled({ span, headWidth }: AttentionOptions): string {
  const d4 = headWidth / 4;
  const row = (3 * span) / 4;
  const keys = Math.min(QUERIES, Math.floor(WORKGROUP_VECTORS / d4 / STEP) * STEP);
  return `${BUFFERS}
var<workgroup> kt: array<vec4<f32>, ${keys * d4}>;
var<workgroup> vt: array<vec4<f32>, ${keys * d4}>;
${main(
  QUERIES,
  `
  let block = blocks[group.y];
  let mine = block.z + thread;
  let head = group.x * ${d4};
  let start = min(mine, block.y - 1) * ${row} + head;
  ${queriesAndSums(d4)}
  var top = ${LOWEST};
  var sum = 0f;
  for (var k = block.x; k < block.y; k += ${keys}) {
    let n = min(${keys}u, block.y - k);
    for (var i = thread; i < ${keys * d4}; i += ${QUERIES}) {
      var p = vec4<f32>(); // zeros where there is no key: what is left of earlier texts may be no number
      var v = vec4<f32>();
      if (i / ${d4} < n) {
        let at = (k + i / ${d4}) * ${row} + head + i % ${d4};
        p = qkv[at + ${span / 4}];
        v = qkv[at + ${span / 2}];
      }
      kt[i] = p;
      vt[i] = v;
    }
    workgroupBarrier();
    for (var j = 0u; j < n; j += ${STEP}) {
      ${repeat(STEP, (c) => score(c, d4, (i) => `kt[(j + ${c}) * ${d4} + ${i}]`, `j + ${c} < n`))}
      ${accumulate(d4, (c, i) => `vt[(j + ${c}) * ${d4} + ${i}]`)}
    }
    workgroupBarrier();
  }
  if (mine < block.y) {
    ${write(span, d4)}
  }`,
)}`;
}
