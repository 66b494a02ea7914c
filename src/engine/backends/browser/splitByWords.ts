import type { PassageSpan } from '../../rpc/embeddingProtocol.js';
import { segmentWords } from '../../utils/segmentWords.js';

/** Options of {@link splitByWords}. */
export interface SplitByWordsOptions {
  readonly maxTokens: number;
  /** How many tokens at most a passage repeats of the one before it. */
  readonly overlap: number;
  /** About how many tokens a text has. */
  readonly count: (text: string) => number;
}

/** Splits a text between its words, for a model whose tokenizer cannot be asked. A longer word is a passage of its own. */
export function splitByWords(
  text: string,
  { maxTokens, overlap, count }: SplitByWordsOptions,
): PassageSpan[] {
  const least = count('');
  const starts: number[] = [];
  const weights: number[] = [];
  segmentWords(text, (start, end) => {
    starts.push(start);
    weights.push(count(text.slice(start, end)) - least);
  });
  const passages: PassageSpan[] = [];
  for (let first = 0; first < starts.length; ) {
    let [end, tokens] = [first, least];
    while (end < starts.length && (end === first || tokens + (weights[end] ?? 0) <= maxTokens))
      tokens += weights[end++] ?? 0;
    const [start, until] = [starts[first] ?? 0, starts[end] ?? text.length];
    if (text.slice(start, until).trim() !== '')
      passages.push({ start, end: until, tokens: Math.min(tokens, maxTokens) });
    let next = end;
    for (let repeated = 0; overlap > 0 && end < starts.length && next > first + 1; next -= 1) {
      repeated += weights[next - 1] ?? 0;
      if (repeated > overlap) break;
    }
    first = next;
  }
  return passages;
}
