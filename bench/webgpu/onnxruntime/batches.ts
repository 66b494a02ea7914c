/** The most tokens of a run, those that fill up included: some tenths of a second on a small GPU. */
const TOKENS_PER_BATCH = 4_096;

/** The most numbers of a run's mask: 4 MB to upload. Attention on the GPU may need as many per head. */
const MASK_NUMBERS = 1_048_576;

/**
 * Groups texts of alike lengths, the longest first, so that little is filled up: the places of each group's texts.
 * @param lengths In tokens.
 */
export function batchesOf(lengths: readonly number[]): number[][] {
  const places = lengths.map((_, place) => place).sort((a, b) => Number(lengths[b]) - Number(lengths[a]));
  const batches: number[][] = [];
  let longest = 0;
  for (const place of places) {
    const length = lengths[place] as number;
    const batch = batches.at(-1);
    if (batch && 2 * length > longest && fits(batch.length + 1, longest)) batch.push(place);
    else {
      batches.push([place]);
      longest = length;
    }
  }
  return batches;
}

function fits(texts: number, tokens: number): boolean {
  return texts * tokens <= TOKENS_PER_BATCH && texts * tokens ** 2 <= MASK_NUMBERS;
}
