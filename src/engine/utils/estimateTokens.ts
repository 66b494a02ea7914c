/** Characters of a word's usual token, in languages that put spaces between words. */
const CHARACTERS_PER_TOKEN = 4;
/** From here on (CJK radicals) a character is usually a token of its own. */
const FIRST_IDEOGRAPH = 0x2e80;
/** The tokens before and after every text. */
const SPECIAL_TOKENS = 2;

/** About how many tokens an input has, at most `maxTokens`: enough to make batches of like size without a tokenizer. */
export function estimateTokens(input: string, maxTokens: number): number {
  const read = Math.min(input.length, maxTokens * CHARACTERS_PER_TOKEN);
  let tokens = SPECIAL_TOKENS;
  for (let i = 0; i < read; i++)
    tokens += input.charCodeAt(i) < FIRST_IDEOGRAPH ? 1 / CHARACTERS_PER_TOKEN : 1;
  return Math.min(Math.ceil(tokens), maxTokens);
}
