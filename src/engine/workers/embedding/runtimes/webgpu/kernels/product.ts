import type { Epilogue, ProductOptions, Tile, Variant, WeightKind } from './productOptions.js';
import { DECODED, main, range, repeat, storage } from './wgsl.js';

/**
 * GELU by its error function (Hendrycks and Gimpel, 2016), which is formula 7.1.26 of Abramowitz and Stegun (1964): at most
 * 1.5e-7 off.
 */
const GELU = `
fn gelu(x: vec4<f32>) -> vec4<f32> {
  let z = abs(x) * 0.70710678;
  let t = 1 / (1 + 0.3275911 * z);
  let e = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * exp(-z * z);
  return 0.5 * x * (1 + sign(x) * e);
}`;

const EPILOGUES: Readonly<Record<Epilogue, string>> = { none: 'v', gelu: 'gelu(v)', add: 'y[at] + v' };

/** x and y: [rows, inputs] and [rows, outputs], row-major. `columns`: scales, biases, zero points of the outputs. */
const buffers = (weights: WeightKind) =>
  storage({
    x: 'vec4<f32>',
    w: weights === 'int8' ? 'vec4<u32>' : DECODED[weights].type,
    columns: 'vec4<f32>',
    y: 'rw vec4<f32>',
  });

/** Four columns by four inputs of int8: the j-th bytes of four columns are a row of weights. */
const integers = (j: number) =>
  `vec4<f32>(bitcast<vec4<i32>>(p ${j < 3 ? `<< vec4(${24 - 8 * j}u)` : ''}) >> vec4(24u))`;

/**
 * The WGSL of a product. Each output is one sum, in ascending order of inputs, whatever the tile: so a row does not depend
 * on the rows beside it.
 */
export function product(variant: Variant, options: ProductOptions, tile: Tile): string {
  if (variant === 'direct') return direct(options, tile);
  return variant === 'dot' ? dot(options, tile) : tiled(options, tile);
}

/** The threads of a workgroup, and the names of a thread's sums. */
function shapeOf({ rows, columns, threadRows, threadColumns }: Tile) {
  const across = columns / 4 / threadColumns;
  const down = rows / threadRows;
  const sums = range(threadRows).flatMap((r) => range(threadColumns).map((c) => `${r}_${c}`));
  return { across, down, threads: across * down, sums };
}

/** Writes a thread's sums: `column` and `row` are those of its first one. */
function finish({ outputs, epilogue }: ProductOptions, tile: Tile, column: string, row: string): string {
  const { across, down } = shapeOf(tile);
  return repeat(
    tile.threadColumns,
    (c) => `{
    let n = ${column} + ${c * across};
    let scale = columns[n];
    let bias = columns[n + ${outputs / 4}];
    ${repeat(
      tile.threadRows,
      (r) =>
        `{ let at = (${row} + ${r * down}) * ${outputs / 4} + n; let v = s${r}_${c} * scale + bias; y[at] = ${EPILOGUES[epilogue]}; }`,
    )}
  }`,
  );
}

/** No workgroup memory and no barriers, which some drivers and all software adapters are slow at. */
function direct(options: ProductOptions, tile: Tile): string {
  const { inputs, outputs, weights, hasZeroPoints } = options;
  const { across, down, threads, sums } = shapeOf(tile);
  const multiply = (c: number, j: number) => repeat(tile.threadRows, (r) => `s${r}_${c} += a${r}[${j}] * b;`);
  const zero = (c: number) => (hasZeroPoints ? ` - z${c}` : '');
  const block = (c: number) =>
    weights === 'int8'
      ? `{ let p = w[k * ${outputs / 4} + n + ${c * across}]; ${repeat(4, (j) => `{ let b = ${integers(j)}${zero(c)}; ${multiply(c, j)} }`)} }`
      : repeat(
          4,
          (j) =>
            `{ let p = w[(k * 4 + ${j}) * ${outputs / 4} + n + ${c * across}]; let b = ${DECODED[weights].decode}; ${multiply(c, j)} }`,
        );
  return `${buffers(weights)}
${options.epilogue === 'gelu' ? GELU : ''}
${main(
  threads,
  `
  let n = group.x * ${tile.columns / 4} + thread % ${across};
  let m = group.y * ${tile.rows} + thread / ${across};
  ${hasZeroPoints ? repeat(tile.threadColumns, (c) => `let z${c} = columns[n + ${c * across + outputs / 2}];`) : ''}
  ${sums.map((name) => `var s${name} = vec4<f32>();`).join(' ')}
  for (var k = 0u; k < ${inputs / 4}; k++) {
    ${repeat(tile.threadRows, (r) => `let a${r} = x[(m + ${r * down}) * ${inputs / 4} + k];`)}
    ${repeat(tile.threadColumns, block)}
  }
  ${finish(options, tile, 'n', 'm')}`,
)}`;
}

/** Code for each of `count` elements, shared among the threads of a workgroup. */
const shared = (threads: number, count: number, body: string) =>
  `for (var i = thread; i < ${count}; i += ${threads}) { ${body} }`;

/** Tiles of activations and weights pass through workgroup memory. */
function tiled(options: ProductOptions, tile: Tile): string {
  const { inputs, outputs, weights, hasZeroPoints, isHalf } = options;
  const { across, down, threads, sums } = shapeOf(tile);
  const [k4, n4] = [tile.inputs / 4, tile.columns / 4];
  const type = isHalf ? 'vec4<f16>' : 'vec4<f32>';
  const converted = (value: string) => (isHalf ? `vec4<f16>(${value})` : value);
  const zero = hasZeroPoints ? ` - columns[group.x * ${n4} + i % ${n4} + ${outputs / 2}]` : '';
  const loadWeights =
    weights === 'int8'
      ? shared(
          threads,
          k4 * n4,
          `let p = w[((k + i / ${n4}) * ${outputs} + group.x * ${tile.columns}) / 4 + i % ${n4}]; let o = i / ${n4} * ${tile.columns} + i % ${n4};
      ${repeat(4, (j) => `wt[o + ${j * n4}] = ${converted(`${integers(j)}${zero}`)};`)}`,
        )
      : shared(
          threads,
          tile.inputs * n4,
          `let p = w[((k * 4 + i / ${n4}) * ${outputs} + group.x * ${tile.columns}) / 4 + i % ${n4}]; wt[i] = ${converted(DECODED[weights].decode)};`,
        );
  const multiply = (r: number, c: number, j: number) =>
    isHalf ? `s${r}_${c} += vec4<f32>(a${r}[${j}] * b${j}_${c});` : `s${r}_${c} += a${r}[${j}] * b${j}_${c};`;
  return `${isHalf ? 'enable f16;' : ''}
${buffers(weights)}
var<workgroup> xt: array<${type}, ${tile.rows * k4}>;
var<workgroup> wt: array<${type}, ${tile.inputs * n4}>;
${options.epilogue === 'gelu' ? GELU : ''}
${main(
  threads,
  `
  let tx = thread % ${across};
  let ty = thread / ${across};
  ${sums.map((name) => `var s${name} = vec4<f32>();`).join(' ')}
  for (var k = 0u; k < ${inputs / 4}; k += ${k4}) {
    ${shared(threads, tile.rows * k4, `xt[i] = ${converted(`x[(group.y * ${tile.rows} + i / ${k4}) * ${inputs / 4} + k + i % ${k4}]`)};`)}
    ${loadWeights}
    workgroupBarrier();
    for (var q = 0u; q < ${k4}; q++) {
      ${repeat(tile.threadRows, (r) => `let a${r} = xt[(ty + ${r * down}) * ${k4} + q];`)}
      ${repeat(
        4,
        (
          j,
        ) => `${repeat(tile.threadColumns, (c) => `let b${j}_${c} = wt[(q * 4 + ${j}) * ${n4} + tx + ${c * across}];`)}
      ${repeat(tile.threadRows, (r) => repeat(tile.threadColumns, (c) => multiply(r, c, j)))}`,
      )}
    }
    workgroupBarrier();
  }
  ${finish(options, tile, `group.x * ${n4} + tx`, `group.y * ${tile.rows} + ty`)}`,
)}`;
}

/**
 * The same in integers: each row's blocks of 32 inputs become int8 with a scale of their own as they are loaded, so no
 * further pass is needed. For weights of int8 without zero points; needs `packed_4x8_integer_dot_product`.
 */
function dot(options: ProductOptions, tile: Tile): string {
  const { inputs, outputs } = options;
  const { across, down, threads, sums } = shapeOf(tile);
  const n4 = tile.columns / 4;
  return `requires packed_4x8_integer_dot_product;
${buffers('int8')}
var<workgroup> xt: array<u32, ${tile.rows * 9}>; // of each row: 32 integers, and their scale
var<workgroup> wt: array<vec4<u32>, ${8 * n4}>;
${options.epilogue === 'gelu' ? GELU : ''}
${main(
  threads,
  `
  let tx = thread % ${across};
  let ty = thread / ${across};
  ${sums.map((name) => `var s${name} = vec4<f32>();`).join(' ')}
  for (var k = 0u; k < ${inputs / 4}; k += 8) {
    ${shared(
      threads,
      tile.rows,
      `
      let o = (group.y * ${tile.rows} + i) * ${inputs / 4} + k;
      ${repeat(8, (j) => `let v${j} = x[o + ${j}];`)}
      let m4 = max(${range(8)
        .map((j) => `abs(v${j})`)
        .reduce((a, b) => `max(${a}, ${b})`)}, vec4(1e-20));
      let m = max(max(m4.x, m4.y), max(m4.z, m4.w));
      let f = 127 / m;
      ${repeat(8, (j) => `xt[i * 9 + ${j}] = pack4xI8(vec4<i32>(round(v${j} * f)));`)}
      xt[i * 9 + 8] = bitcast<u32>(m / 127);`,
    )}
    ${shared(threads, 8 * n4, `wt[i] = w[((k + i / ${n4}) * ${outputs} + group.x * ${tile.columns}) / 4 + i % ${n4}];`)}
    workgroupBarrier();
    ${sums.map((name) => `var h${name} = vec4<i32>();`).join(' ')}
    for (var q = 0u; q < 8; q++) {
      ${repeat(tile.threadRows, (r) => `let a${r} = xt[(ty + ${r * down}) * 9 + q];`)}
      ${repeat(tile.threadColumns, (c) => `let b${c} = wt[q * ${n4} + tx + ${c * across}];`)}
      ${repeat(tile.threadRows, (r) =>
        repeat(
          tile.threadColumns,
          (c) =>
            `h${r}_${c} += vec4(${range(4)
              .map((j) => `dot4I8Packed(a${r}, b${c}[${j}])`)
              .join(', ')});`,
        ),
      )}
    }
    ${repeat(tile.threadRows, (r) => `{ let f = bitcast<f32>(xt[(ty + ${r * down}) * 9 + 8]); ${repeat(tile.threadColumns, (c) => `s${r}_${c} += f * vec4<f32>(h${r}_${c});`)} }`)}
    workgroupBarrier();
  }
  ${finish(options, tile, `group.x * ${n4} + tx`, `group.y * ${tile.rows} + ty`)}`,
)}`;
}
