// The inner loop of an exact search: one query against rows that lie end to end. A row has `width` numbers, a multiple of
// 16, filled up with zeros. Memory is what it waits for, so it takes rows from four places in turn: a processor fetches ahead
// for each of several streams, and one alone leaves a fifth of its bandwidth unused (two or eight streams took longer).

const STREAMS: i32 = 4;

/** The inner products of a query with `count` rows of floats, to `out` as floats. */
export function multiplyFloats(query: usize, rows: usize, count: i32, width: i32, out: usize): void {
  const bytes: usize = <usize>width << 2;
  const apart = (count + STREAMS - 1) / STREAMS;
  for (let first = 0; first < apart; first++) {
    for (let row = first; row < count; row += apart) store<f32>(out + (row << 2), floats(query, rows + row * bytes, bytes));
  }
}

@inline
function floats(query: usize, row: usize, bytes: usize): f32 {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(query + i), v128.load(row + i)));
    b = f32x4.add(b, f32x4.mul(v128.load(query + i, 16), v128.load(row + i, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(query + i, 32), v128.load(row + i, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(query + i, 48), v128.load(row + i, 48)));
  }
  return sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/**
 * The inner products of a query of int16 with `count` rows of int8, to `out` as floats. What 1 stands for: `scale` in the
 * query, `scales` in each row.
 */
export function multiplyBytes(query: usize, scale: f32, rows: usize, scales: usize, count: i32, width: i32, out: usize): void {
  const apart = (count + STREAMS - 1) / STREAMS;
  for (let first = 0; first < apart; first++) {
    for (let row = first; row < count; row += apart) {
      const product = <f32>integers(query, rows + row * width, width);
      store<f32>(out + (row << 2), product * scale * load<f32>(scales + (row << 2)));
    }
  }
}

@inline
function integers(query: usize, row: usize, width: usize): i32 {
  let low = i32x4.splat(0), high = i32x4.splat(0);
  for (let i: usize = 0; i < width; i += 16) {
    low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load(query + (i << 1)), v128.load_ext<i8>(row + i)));
    high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load(query + (i << 1), 16), v128.load_ext<i8>(row + i, 8)));
  }
  const sum = i32x4.add(low, high);
  return (i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1)) + (i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3));
}

@inline
function sumOf(floats: v128): f32 {
  return (f32x4.extract_lane(floats, 0) + f32x4.extract_lane(floats, 1)) + (f32x4.extract_lane(floats, 2) + f32x4.extract_lane(floats, 3));
}

/**
 * Writes a row of floats as int8, symmetric: its largest number becomes 127.
 * @returns what 1 stands for
 */
export function quantize(floats: usize, width: i32, out: usize): f32 {
  const bytes: usize = <usize>width << 2;
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) most = f32x4.max(most, f32x4.abs(v128.load(floats + i)));
  const largest = max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
  const scale: f32 = largest > 0 ? largest / 127 : 1;
  const scales = f32x4.splat(scale);
  for (let i: usize = 0; i < bytes; i += 64) {
    const low = i16x8.narrow_i32x4_s(rounded(floats + i, scales), rounded(floats + i + 16, scales));
    const high = i16x8.narrow_i32x4_s(rounded(floats + i + 32, scales), rounded(floats + i + 48, scales));
    v128.store(out + (i >> 2), i8x16.narrow_i16x8_s(low, high));
  }
  return scale;
}

@inline
function rounded(floats: usize, scales: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(v128.load(floats), scales)));
}

/** How far a row of int8 is from the floats it stands for: the length of their difference. */
export function distance(floats: usize, width: i32, row: usize, scale: f32): f32 {
  const scales = f32x4.splat(scale);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>width; i += 4) {
    const integers = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(row + i)));
    const rest = f32x4.sub(v128.load(floats + (i << 2)), f32x4.mul(f32x4.convert_i32x4_s(integers), scales));
    sum = f32x4.add(sum, f32x4.mul(rest, rest));
  }
  return sqrt(sumOf(sum));
}
