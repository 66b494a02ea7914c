/** What is known of a row here. */
interface Row {
  readonly id: string;
}

/**
 * The rows of a list whose answer has grown while the user is on one of them. The rows that were shown down to that one stay
 * where they are, also if the answer no longer has them, or else it would move away from under the eye, the finger, or the
 * next key. Below, the answer has its order. There are as many rows as the answer has, unless more must stay.
 * @param active The id of the row that the user is on. If it is not shown, the answer is all there is.
 */
export function mergeHits<H extends Row>(
  shown: readonly H[],
  answer: readonly H[],
  active: string | undefined,
): readonly H[] {
  const at = shown.findIndex(({ id }) => id === active);
  if (at < 0) return answer;
  const staying = shown.slice(0, at + 1);
  const ids = new Set(staying.map(({ id }) => id));
  const below = answer.filter(({ id }) => !ids.has(id));
  return [...staying, ...below].slice(0, Math.max(answer.length, staying.length));
}
