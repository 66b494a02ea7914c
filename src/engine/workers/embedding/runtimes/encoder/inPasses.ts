/** Splits texts, in order, so that each part has at most `tokens` tokens, or is one text. */
export function inPasses(texts: readonly (readonly number[])[], tokens: number): (readonly number[])[][] {
  const passes: (readonly number[])[][] = [];
  let room = 0;
  for (const ids of texts) {
    if (ids.length > room) {
      passes.push([]);
      room = tokens;
    }
    passes.at(-1)?.push(ids);
    room -= ids.length;
  }
  return passes;
}
