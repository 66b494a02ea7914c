// The inner loop of an exact search: one query against rows that lie end to end. A row has `width` numbers, a multiple of
// 16, filled up with zeros. Memory is what it waits for, so it takes four rows at once, from four places far apart: a processor
// fetches ahead for each of several streams. One stream alone took a third longer, two a fifth. The query is read once for all four.

/** The inner products of a query with `count` rows of floats, to `out` as floats: of a row the same ones wherever it lies. */
export function multiplyFloats(query: usize, rows: usize, count: i32, width: i32, out: usize): void {
  const bytes: usize = <usize>width << 2, part = count >> 2, apart = <usize>part * bytes;
  for (let row = 0; row < part; row++) fourOfFloats(query, rows + row * bytes, apart, bytes, out + (row << 2), <usize>part << 2);
  for (let row = part << 2; row < count; row++) store<f32>(out + (row << 2), floats(query, rows + row * bytes, bytes));
}

@inline
function floats(query: usize, row: usize, bytes: usize): f32 {
  let a = f32x4.splat(0), b = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(query + i), v128.load(row + i)));
    b = f32x4.add(b, f32x4.mul(v128.load(query + i, 16), v128.load(row + i, 16)));
  }
  return sumOf(f32x4.add(a, b));
}

/** As `floats`, for rows that lie `apart`; their products lie `outApart`. */
@inline
function fourOfFloats(query: usize, w: usize, apart: usize, bytes: usize, out: usize, outApart: usize): void {
  const x = w + apart, y = x + apart, z = y + apart, zero = f32x4.splat(0);
  let w0 = zero, w1 = zero, x0 = zero, x1 = zero, y0 = zero, y1 = zero, z0 = zero, z1 = zero;
  for (let i: usize = 0; i < bytes; i += 32) {
    const low = v128.load(query + i), high = v128.load(query + i, 16);
    w0 = f32x4.add(w0, f32x4.mul(low, v128.load(w + i)));
    w1 = f32x4.add(w1, f32x4.mul(high, v128.load(w + i, 16)));
    x0 = f32x4.add(x0, f32x4.mul(low, v128.load(x + i)));
    x1 = f32x4.add(x1, f32x4.mul(high, v128.load(x + i, 16)));
    y0 = f32x4.add(y0, f32x4.mul(low, v128.load(y + i)));
    y1 = f32x4.add(y1, f32x4.mul(high, v128.load(y + i, 16)));
    z0 = f32x4.add(z0, f32x4.mul(low, v128.load(z + i)));
    z1 = f32x4.add(z1, f32x4.mul(high, v128.load(z + i, 16)));
  }
  store<f32>(out, sumOf(f32x4.add(w0, w1)));
  store<f32>(out + outApart, sumOf(f32x4.add(x0, x1)));
  store<f32>(out + 2 * outApart, sumOf(f32x4.add(y0, y1)));
  store<f32>(out + 3 * outApart, sumOf(f32x4.add(z0, z1)));
}

/**
 * The inner products of a query of int16 with `count` rows of int8, to `out` as floats. What 1 stands for: `scale` in the
 * query, `scales` in each row.
 */
export function multiplyBytes(query: usize, scale: f32, rows: usize, scales: usize, count: i32, width: i32, out: usize): void {
  const part = count >> 2;
  for (let row = 0; row < part; row++) fourOfIntegers(query, rows + row * width, <usize>part * width, width, out + (row << 2), <usize>part << 2);
  for (let row = part << 2; row < count; row++) store<i32>(out + (row << 2), integers(query, rows + row * width, width));
  for (let row = 0; row < count; row++)
    store<f32>(out + (row << 2), <f32>load<i32>(out + (row << 2)) * scale * load<f32>(scales + (row << 2)));
}

@inline
function integers(query: usize, row: usize, width: usize): i32 {
  let low = i32x4.splat(0), high = i32x4.splat(0);
  for (let i: usize = 0; i < width; i += 16) {
    low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load(query + (i << 1)), v128.load_ext<i8>(row + i)));
    high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load(query + (i << 1), 16), v128.load_ext<i8>(row + i, 8)));
  }
  return sumOfInts(i32x4.add(low, high));
}

/** As `integers`, for rows that lie `apart`; their products lie `outApart`. */
@inline
function fourOfIntegers(query: usize, w: usize, apart: usize, width: usize, out: usize, outApart: usize): void {
  const x = w + apart, y = x + apart, z = y + apart, zero = i32x4.splat(0);
  let w0 = zero, w1 = zero, x0 = zero, x1 = zero, y0 = zero, y1 = zero, z0 = zero, z1 = zero;
  for (let i: usize = 0; i < width; i += 16) {
    const low = v128.load(query + (i << 1)), high = v128.load(query + (i << 1), 16);
    w0 = i32x4.add(w0, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(w + i)));
    w1 = i32x4.add(w1, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(w + i, 8)));
    x0 = i32x4.add(x0, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(x + i)));
    x1 = i32x4.add(x1, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(x + i, 8)));
    y0 = i32x4.add(y0, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(y + i)));
    y1 = i32x4.add(y1, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(y + i, 8)));
    z0 = i32x4.add(z0, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(z + i)));
    z1 = i32x4.add(z1, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(z + i, 8)));
  }
  store<i32>(out, sumOfInts(i32x4.add(w0, w1)));
  store<i32>(out + outApart, sumOfInts(i32x4.add(x0, x1)));
  store<i32>(out + 2 * outApart, sumOfInts(i32x4.add(y0, y1)));
  store<i32>(out + 3 * outApart, sumOfInts(i32x4.add(z0, z1)));
}

@inline
function sumOfInts(sum: v128): i32 {
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
