import type { Span } from '../rpc/searchProtocol.js';
import type { Embedder } from '../types.js';

/** How many tokens at most a passage repeats of the one before it, unless something else is asked for. */
export const DEFAULT_OVERLAP = 32;

/** Options of {@link passagesOf}. */
export interface PassagesOptions {
  /** How many tokens at most a passage repeats of the one before it; never more than a quarter of what a model reads. */
  readonly overlap: number;
  readonly signal?: AbortSignal;
}

/** Where the passages of texts lie: one for a text that the model reads whole. */
export async function passagesOf(
  embedder: Embedder,
  texts: readonly string[],
  { overlap: wanted, signal }: PassagesOptions,
): Promise<readonly (readonly Span[])[]> {
  const giveUp = signal && { signal };
  const counts = await embedder.countTokens(texts, giveUp);
  const overlap = Math.min(wanted, embedder.model.maxTokens >> 2);
  const passages = texts.map(async (text, i) => {
    const whole = [{ start: 0, end: text.length }];
    if (!counts[i]?.truncated) return whole;
    const split = await embedder.splitText(text, { overlap, ...giveUp });
    return split.length > 0 ? split.map(({ start, end }) => ({ start, end })) : whole;
  });
  return Promise.all(passages);
}
