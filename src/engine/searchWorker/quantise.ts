/**
 * Writes a vector as integers from -127 to 127: symmetric, its largest number becomes 127. Places behind it become 0.
 * @returns what 1 stands for
 */
export function quantise(vector: Float32Array, integers: Int8Array | Int16Array): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest / 127 || 1;
  integers.fill(0);
  for (let i = 0; i < vector.length; i += 1) integers[i] = Math.round((vector[i] as number) / scale);
  return scale;
}
