/**
 * The order in which like ones stand beside each other: it begins with the two that are most alike, and goes on at whichever end
 * has the closest neighbor that is left.
 * @param values how alike each is to each, row by row
 */
export function orderBySimilarity(values: readonly (readonly number[])[]): readonly number[] {
  const count = values.length;
  if (count < 3) return values.map((_, i) => i);
  const at = (row: number, column: number) => values[row]?.[column] ?? 0;
  let [first, last] = [0, 1];
  for (let i = 0; i < count; i += 1)
    for (let j = i + 1; j < count; j += 1) if (at(i, j) > at(first, last)) [first, last] = [i, j];
  const order = [first, last];
  const left = new Set(values.keys());
  left.delete(first);
  left.delete(last);
  while (left.size > 0) {
    const [head, tail] = [order[0] ?? 0, order.at(-1) ?? 0];
    let [next, isAtHead, most] = [-1, false, Number.NEGATIVE_INFINITY];
    for (const i of left) {
      if (at(tail, i) > most) [next, isAtHead, most] = [i, false, at(tail, i)];
      if (at(head, i) > most) [next, isAtHead, most] = [i, true, at(head, i)];
    }
    left.delete(next);
    if (isAtHead) order.unshift(next);
    else order.push(next);
  }
  return order;
}
