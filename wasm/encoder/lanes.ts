// What the other files share: tags that the compiler resolves, and small operations on vectors of four floats.
//
// RELAXED is 1 in the build for relaxed SIMD, else 0; only the branch that is taken is compiled.

/** Heights of a tile of rows, as types: `offsetof<Rows3>()` is 3 at compile time. */
@unmanaged export class Rows1 { a: u8 }
@unmanaged export class Rows2 { a: u8; b: u8 }
@unmanaged export class Rows3 { a: u8; b: u8; c: u8 }
@unmanaged export class Rows4 { a: u8; b: u8; c: u8; d: u8 }
@unmanaged export class Rows5 { a: u8; b: u8; c: u8; d: u8; e: u8 }

/** The tallest tile: five rows keep the relaxed build's registers full, the plain build's have room for four. */
export const MAX_ROWS: i32 = RELAXED ? 5 : 4;

/** Rows split into tiles of nearly equal height: 7 are 4 + 3, not 5 + 2. The taller ones come first. */
@inline export function tilesOf(rows: i32): i32 { return (rows + MAX_ROWS - 1) / MAX_ROWS; }

@inline export function splat(x: f32): v128 { return f32x4.splat(x); }

/** a * b + c */
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return RELAXED ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

// Constants of loops lie in memory: a literal would be rebuilt at each use, with three instructions instead of one load.
const ROUND: usize = memory.data<f32>([12582912]); // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
const ROUND_BITS: usize = memory.data<i32>([0x4b400000]);

/** The nearest integers in the low bits of the lanes, for |x| < 2^22. */
@inline export function roundedBits(x: v128): v128 { return f32x4.add(x, v128.load32_splat(ROUND)); }

/** Eight floats, scaled and rounded to int16. */
@inline export function toInt16(address: usize, scale: v128): v128 {
  const bits = v128.load32_splat(ROUND_BITS);
  return i16x8.narrow_i32x4_s(
    i32x4.sub(roundedBits(f32x4.mul(v128.load(address), scale)), bits),
    i32x4.sub(roundedBits(f32x4.mul(v128.load(address, 16), scale)), bits),
  );
}

/** Stores the four 32-bit lanes `stride` bytes apart; returns where a fifth would go. */
@inline export function scatter(address: usize, lanes: v128, stride: usize): usize {
  v128.store32_lane(address, lanes, 0);
  v128.store32_lane(address + stride, lanes, 1);
  v128.store32_lane(address + 2 * stride, lanes, 2);
  v128.store32_lane(address + 3 * stride, lanes, 3);
  return address + 4 * stride;
}

@inline export function sumOf(x: v128): f32 {
  const pairs = f32x4.add(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

@inline export function largestOf(x: v128): f32 {
  const pairs = f32x4.pmax(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

@inline export function sumOfInts(x: v128): i32 {
  const pairs = i32x4.add(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return i32x4.extract_lane(i32x4.add(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

@inline export function largestInt(x: v128): i32 {
  const pairs = i32x4.max_s(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return i32x4.extract_lane(i32x4.max_s(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}
