// What tells stored weights that have changed on the disk: as fast as memory is read, where SHA-256 would take longer than all
// else that a restored model waits for.

/** Odd, so that no change of a word is lost in what comes after it. */
const FACTOR: usize = memory.data<i32>([0x01000193]);

/** Writes 64 bytes to `out`: of the words from `start` to `end`, a multiple of 64 bytes apart. */
export function checksum(start: usize, end: usize, out: usize): void {
  const factor = v128.load32_splat(FACTOR);
  let a = factor, b = factor, c = factor, d = factor;
  for (let at = start; at < end; at += 64) {
    a = i32x4.add(i32x4.mul(a, factor), v128.load(at));
    b = i32x4.add(i32x4.mul(b, factor), v128.load(at, 16));
    c = i32x4.add(i32x4.mul(c, factor), v128.load(at, 32));
    d = i32x4.add(i32x4.mul(d, factor), v128.load(at, 48));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}
