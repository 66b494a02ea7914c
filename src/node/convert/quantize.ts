/** Numbers as 8-bit integers: `scale * integer`, a scale for each row or column. */
export interface Quantized {
  readonly integers: Int8Array;
  readonly scales: Float32Array;
}

/**
 * Rounds a matrix to 8 bits, symmetric over the full range: the largest number of each row or column becomes 127.
 * @param values row by row
 */
export function quantize(values: Float32Array, columns: number, by: 'rows' | 'columns'): Quantized {
  const rows = values.length / columns;
  const scales = new Float32Array(by === 'rows' ? rows : columns);
  const integers = new Int8Array(values.length);
  const forEach = (visit: (i: number, group: number) => void) => {
    for (let row = 0, i = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, i++) visit(i, by === 'rows' ? row : column);
  };
  forEach((i, group) => {
    scales[group] = Math.max(scales[group] as number, Math.abs(values[i] as number));
  });
  for (let group = 0; group < scales.length; group++) scales[group] = (scales[group] as number) / 127 || 1; // of nothing but zeros; a scale must be above 0
  forEach((i, group) => {
    integers[i] = Math.round((values[i] as number) / (scales[group] as number));
  });
  return { integers, scales };
}
