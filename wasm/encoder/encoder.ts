// BERT's forward pass (Devlin et al., 2018) over texts that lie end to end, without padding between them.
//
// How to read it: `encode` is the whole pass. Linear layers run over BLOCK rows at a time, whatever text they belong to,
// so that what lies between two layers stays in the cache; attention runs over one text at a time.

import { attend, attentionBytes } from './attention';
import { RowFacts } from './epilogues';
import { Matrix } from './matrix';
import { allocate, mark, release } from './memory';
import { normalize } from './normalize';
import { pool } from './pooling';
import { multiply, wideBytes } from './product';
import { PACKED_BYTES, quantize } from './quantize';

export { checksum } from './checksum';
export { allocate, mark, release } from './memory';
export { createMatrix, fillMatrix, sealMatrix } from './matrix';
export { setPairwise } from './product';
export { measure, product } from './probe';
export { scaleBlocks, widen } from './widen';

/** Rows at a time, at most. */
const BLOCK: i32 = 48;

/** What one layer holds: matrices, and the addresses of LayerNorm's gains and biases. */
@unmanaged class Layer {
  queryKeyValue: Matrix; attentionOutput: Matrix; attentionGain: usize; attentionBias: usize;
  intermediate: Matrix; output: Matrix; outputGain: usize; outputBias: usize;
}

/** Widths are in numbers, filled up to multiples of 16 by zeros that stay zero. */
let hidden: i32 = 0, width: i32 = 0, inner: i32 = 0;
/** Heads, the numbers of each that count, those numbers filled up to a multiple of 8, and all heads' together to 16. */
let heads: i32 = 0, headSize: i32 = 0, headWidth: i32 = 0, span: i32 = 0;
let epsilon: f32 = 0;
let layers: usize = 0, layerCount: i32 = 0;
/** int8 [vocabulary][width] and one f32 of each per row: a value is `scale * integer + offset`. */
let words: usize = 0, wordScales: usize = 0, wordOffsets: usize = 0;
/** f32 [positions][width], the token type's row added to each. */
let positions: usize = 0;
let embeddingGain: usize = 0, embeddingBias: usize = 0;

export function setShape(
  hidden_: i32, width_: i32, inner_: i32, heads_: i32, headSize_: i32, headWidth_: i32, span_: i32, layers_: i32,
  epsilon_: f32,
): void {
  hidden = hidden_;
  width = width_;
  inner = inner_;
  heads = heads_;
  headSize = headSize_;
  headWidth = headWidth_;
  span = span_;
  epsilon = epsilon_;
  layerCount = layers_;
  layers = allocate(<usize>layers_ * offsetof<Layer>());
}

export function setEmbeddings(
  words_: usize, scales: usize, offsets: usize, positions_: usize, gain: usize, bias: usize,
): void {
  words = words_;
  wordScales = scales;
  wordOffsets = offsets;
  positions = positions_;
  embeddingGain = gain;
  embeddingBias = bias;
}

export function setLayer(
  index: i32, queryKeyValue: Matrix, attentionOutput: Matrix, attentionGain: usize, attentionBias: usize,
  intermediate: Matrix, output: Matrix, outputGain: usize, outputBias: usize,
): void {
  const layer = layerAt(index);
  layer.queryKeyValue = queryKeyValue;
  layer.attentionOutput = attentionOutput;
  layer.attentionGain = attentionGain;
  layer.attentionBias = attentionBias;
  layer.intermediate = intermediate;
  layer.output = output;
  layer.outputGain = outputGain;
  layer.outputBias = outputBias;
}

@inline function layerAt(index: i32): Layer { return changetype<Layer>(layers + <usize>index * offsetof<Layer>()); }

/** Room that all blocks of a pass share. */
let packed: usize = 0, rowFacts: usize = 0, wide: usize = 0;

/**
 * @param ids token ids, i32, text after text
 * @param starts i32: where each text starts in `ids`, and where the last one ends
 * @param out `texts x hidden` f32, and room for 16 more
 */
export function encode(ids: usize, starts: usize, texts: i32, mean: bool, unit: bool, out: usize): void {
  const before = mark(), tokens = load<i32>(starts + <usize>texts * 4), rowBytes = <usize>width * 4, qkvBytes = <usize>span * 12;
  const blocks = (tokens + BLOCK - 1) / BLOCK, block = (tokens + blocks - 1) / blocks; // of nearly equal height
  const x = allocate(<usize>tokens * rowBytes), qkv = allocate(<usize>tokens * qkvBytes);
  const between = allocate(<usize>(block * inner * 4)), projected = allocate(<usize>block * rowBytes);
  const widest = max<i32>(inner, max<i32>(width, span));
  packed = allocate(<usize>(block * widest * PACKED_BYTES));
  rowFacts = allocate(<usize>block * offsetof<RowFacts>());
  wide = allocate(wideBytes(widest));
  const room = allocate(attentionBytes(longest(starts, texts), headWidth));

  for (let i = 0; i < texts; ++i) embed(ids, load<i32>(starts + <usize>i * 4), load<i32>(starts + <usize>i * 4, 4), x);
  for (let row = 0; row < tokens; row += block) {
    const rows = min<i32>(block, tokens - row), at = x + <usize>row * rowBytes;
    normalize(at, 0, rows, hidden, width, embeddingGain, embeddingBias, epsilon);
    linear(at, rowBytes, rows, layerAt(0).queryKeyValue, qkv + <usize>row * qkvBytes, qkvBytes, 0);
  }
  for (let i = 0; i < layerCount; ++i) {
    for (let text = 0; text < texts; ++text) {
      const start = load<i32>(starts + <usize>text * 4), end = load<i32>(starts + <usize>text * 4, 4);
      attend(qkv + <usize>start * qkvBytes, end - start, heads, headWidth, headSize, span, room);
    }
    for (let row = 0; row < tokens; row += block) {
      const rows = min<i32>(block, tokens - row), q = qkv + <usize>row * qkvBytes;
      afterAttention(layerAt(i), x + <usize>row * rowBytes, q, rows, between, projected);
      if (i + 1 < layerCount) linear(x + <usize>row * rowBytes, rowBytes, rows, layerAt(i + 1).queryKeyValue, q, qkvBytes, 0);
    }
  }
  for (let i = 0; i < texts; ++i) {
    const start = load<i32>(starts + <usize>i * 4), end = load<i32>(starts + <usize>i * 4, 4);
    pool(x + <usize>start * rowBytes, end - start, hidden, width, mean, unit, out + <usize>(i * hidden) * 4);
  }
  release(before);
}

/** A block's rows through the rest of a layer: attention's output, LayerNorm, feed-forward, LayerNorm. */
@inline function afterAttention(
  layer: Layer, x: usize, attended: usize, rows: i32, between: usize, projected: usize,
): void {
  const rowBytes = <usize>width * 4, innerBytes = <usize>inner * 4;
  linear(attended, <usize>span * 12, rows, layer.attentionOutput, projected, rowBytes, 0);
  normalize(x, projected, rows, hidden, width, layer.attentionGain, layer.attentionBias, epsilon);
  linear(x, rowBytes, rows, layer.intermediate, between, innerBytes, 1);
  linear(between, innerBytes, rows, layer.output, projected, rowBytes, 0);
  normalize(x, projected, rows, hidden, width, layer.outputGain, layer.outputBias, epsilon);
}

function linear(
  x: usize, stride: usize, rows: i32, matrix: Matrix, out: usize, outStride: usize, withGelu: usize,
): void {
  quantize(x, stride, rows, matrix, packed, rowFacts);
  multiply(packed, rowFacts, rows, matrix, wide, out, outStride, withGelu);
}

/** Word, position and token type of the tokens from `start` to `end`, which are one text. */
function embed(ids: usize, start: i32, end: i32, x: usize): void {
  const bytes = <usize>width * 4;
  for (let token = start; token < end; ++token) {
    const id = <usize>load<i32>(ids + <usize>token * 4), word = words + id * <usize>width;
    const scale = v128.load32_splat(wordScales + id * 4), offset = v128.load32_splat(wordOffsets + id * 4);
    const position = positions + <usize>(token - start) * bytes, to = x + <usize>token * bytes;
    for (let k: usize = 0; k < <usize>width; k += 4) {
      const integers = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(word + k)));
      const value = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(integers), scale), offset);
      v128.store(to + k * 4, f32x4.add(value, v128.load(position + k * 4)));
    }
  }
}

function longest(starts: usize, texts: i32): i32 {
  let tokens = 0;
  for (let i = 0; i < texts; ++i) tokens = max<i32>(tokens, load<i32>(starts + <usize>i * 4, 4) - load<i32>(starts + <usize>i * 4));
  return tokens;
}
