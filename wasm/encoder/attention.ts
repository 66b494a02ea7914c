// Scaled dot-product attention (Vaswani et al., 2017) over one text, head by head, in dots of int16.
//
// Two passes over a tile of queries: all scores with their maximum, then the weights and their sum of values. A sum of
// int32 cannot overflow: queries and keys take as many bits as the head's width allows, values as many as 512 keys of
// full weight allow; longer texts are added up in floats, 512 keys at a time.

import { Context, Scores } from './epilogues';
import { packKeys, packQueries, packValues, largestSize } from './heads';
import { MAX_ROWS, Rows1, Rows2, Rows3, Rows4, Rows5, tilesOf } from './lanes';
import { MAX_WEIGHT, softmax } from './softmax';
import { Int16, tile } from './tile';

const KEYS_AT_ONCE: i32 = 512;
const LOG2_E: f32 = 1.44269504;
/** Below every real score, and not so low that a difference of two could overflow. */
const LOWEST_SCORE: i32 = -0x40000000;

/** One head of one text. */
@unmanaged export class Head {
  queries: usize; keys: usize; values: usize;
  /** Keys, filled up to a multiple of 8. */
  padded: i32;
  width: i32;
  /** Of a score, as an exponent of 2; and of a value times a weight. */
  scoreUnit: f32; valueUnit: f32;
  /** Eight int32 that cap the scores of the last panel: those of keys that are none to LOWEST_SCORE. */
  caps: usize;
  /** Room for one tile. */
  largest: usize; scales: usize; scores: usize; weights: usize;
  out: usize; outStride: usize;
}

/** Bytes of room that `attend` needs for a text of `tokens`. */
export function attentionBytes(tokens: i32, width: i32): usize {
  const padded = (tokens + 7) & ~7;
  return <usize>(3 * padded * width * 2 + 6 * padded * MAX_ROWS) + 1024;
}

/**
 * Attention of one text, in place: each head's result takes the place of its queries.
 * @param qkv `tokens` rows of queries, keys and values, each `heads x width` numbers filled up to `span`
 * @param width numbers per head, a multiple of 8; `size` of them count
 */
export function attend(qkv: usize, tokens: i32, heads: i32, width: i32, size: i32, span: i32, room: usize): void {
  const stride = <usize>span * 12, padded = (tokens + 7) & ~7, packedBytes = <usize>(padded * width * 2);
  const head = changetype<Head>(room);
  head.padded = padded;
  head.width = width;
  head.outStride = stride;
  head.caps = room + 128;
  head.largest = room + 256;
  head.scales = room + 512;
  const queries = room + 1024;
  head.keys = queries + packedBytes;
  head.values = head.keys + packedBytes;
  head.scores = head.values + packedBytes;
  head.weights = head.scores + <usize>(padded * 4 * MAX_ROWS);
  for (let i = 0; i < 8; ++i) store<i32>(head.caps + <usize>i * 4, padded - 8 + i < tokens ? i32.MAX_VALUE : LOWEST_SCORE);
  for (let h = 0; h < heads; ++h) {
    head.queries = queries;
    head.out = qkv + <usize>(h * width * 4);
    packHead(head, stride, tokens, size, <usize>span * 4);
    attendHead(head, tokens);
  }
}

function packHead(head: Head, stride: usize, tokens: i32, size: i32, next: usize): void {
  const width = head.width, q = head.out, k = q + next, v = k + next;
  const atOnce = min<i32>(head.padded, KEYS_AT_ONCE);
  const scoreLimit = <f32>Math.floor(Math.sqrt(<f64>(0x3fffffff / width)));
  const valueLimit = <f32>min<i32>(i32.MAX_VALUE / (atOnce * MAX_WEIGHT), MAX_WEIGHT);
  const largestQ = largestSize(q, stride, tokens, width), largestK = largestSize(k, stride, tokens, width), largestV = largestSize(v, stride, tokens, width);
  packQueries(q, stride, tokens, width, scoreLimit / largestQ, head.queries);
  packKeys(k, stride, tokens, width, scoreLimit / largestK, head.keys);
  packValues(v, stride, tokens, width, valueLimit / largestV, head.values);
  head.scoreUnit = (largestQ / scoreLimit) * (largestK / scoreLimit) / sqrt<f32>(<f32>size) * LOG2_E;
  head.valueUnit = largestV / valueLimit;
}

function attendHead(head: Head, tokens: i32): void {
  const tiles = tilesOf(tokens), low = tokens / tiles, high = tokens - low * tiles;
  if (high > 0) byHeight(low + 1, head, high);
  byHeight(low, head, tiles - high);
}

@inline function byHeight(height: i32, head: Head, tiles: i32): void {
  switch (height) {
    case 1: attendTiles<Rows1>(head, tiles); break;
    case 2: attendTiles<Rows2>(head, tiles); break;
    case 3: attendTiles<Rows3>(head, tiles); break;
    case 4: attendTiles<Rows4>(head, tiles); break;
    default: if (RELAXED) attendTiles<Rows5>(head, tiles);
  }
}

/** The next `tiles` tiles of queries; moves `head.queries` and `head.out` on. */
function attendTiles<T>(head: Head, tiles: i32): void {
  const panels = head.padded >> 3;
  for (; tiles > 0; --tiles) {
    for (let row: usize = 0; row < offsetof<T>(); ++row) v128.store(head.largest + row * 16, i32x4.splat(LOWEST_SCORE));
    scoreTile<T>(head, panels);
    softmax(offsetof<T>(), head.scores, panels, head.largest, head.scoreUnit, head.valueUnit, head.weights, head.scales);
    for (let key = 0; key < head.padded; key += KEYS_AT_ONCE) mixTile<T>(head, key, min<i32>(head.padded - key, KEYS_AT_ONCE));
    head.queries += <usize>(head.width * 2) * offsetof<T>();
    head.out += head.outStride * offsetof<T>();
  }
}

@inline function scoreTile<T>(head: Head, panels: i32): void {
  const panelBytes = <usize>(head.width * 16), queries = head.queries, largest = head.largest, caps = head.caps;
  let keys = head.keys, scores = head.scores;
  for (let i = 1; i <= panels; ++i) {
    tile<T, Int16, Scores>(queries, keys, keys + panelBytes, scores, 32, largest, caps, i == panels ? 1 : 0);
    keys += panelBytes;
    scores += 32 * offsetof<T>();
  }
}

/** Adds the values of `count` keys from `key` on, by their weights. */
@inline function mixTile<T>(head: Head, key: i32, count: i32): void {
  const panelBytes = <usize>(head.padded * 16), stride = head.outStride, scales = head.scales;
  const weights = head.weights + <usize>(key * 2) * offsetof<T>();
  let values = head.values + <usize>(key * 16), out = head.out;
  for (let d = 0; d < head.width; d += 8) {
    tile<T, Int16, Context>(weights, values, values + <usize>(count * 16), out, stride, scales, 0, key > 0 ? 1 : 0);
    values += panelBytes;
    out += 32;
  }
}
