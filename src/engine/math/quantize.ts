/**
 * Writes a vector as integers: symmetric, its largest number becomes `most`. Places behind it become 0.
 * @returns what 1 stands for
 */
export function quantize(vector: Float32Array, integers: Int8Array | Int16Array, most = 127): number {
  let largest = 0;
  for (let i = 0; i < vector.length; i += 1) largest = Math.max(largest, Math.abs(vector[i] as number));
  const scale = largest / most || 1;
  integers.fill(0);
  for (let i = 0; i < vector.length; i += 1) integers[i] = Math.round((vector[i] as number) / scale);
  return scale;
}
