import { EmbedError } from '../../errors.js';
import type { ModelSpec } from '../../models/types.js';
import type { RunModel } from './runtimes/types.js';
import type { Tokenizer } from './tokenizer/types.js';

/** How far a vector may lie from the known answer, root mean square: quantizing moves it by 0.007, another model by 0.07. */
const TOLERANCE = 0.02;

/**
 * Checks what shows in nothing but the numbers: a runtime that is wrong on this machine, or a description that is not this
 * model's.
 * @throws {EmbedError} `backend-unavailable` when the model gives another vector than the one that is known.
 */
export async function assertReferenceVector(
  { referenceVector }: ModelSpec,
  tokenizer: Tokenizer,
  run: RunModel,
): Promise<void> {
  if (!referenceVector) return;
  const { text, vector: expected } = referenceVector;
  const vector = await run(tokenizer.encode([text]));
  const squares = expected.map((value, i) => (value - (vector[i] ?? Number.NaN)) ** 2);
  const distance = Math.sqrt(squares.reduce((a, b) => a + b, 0) / expected.length);
  if (distance <= TOLERANCE) return;
  throw new EmbedError(
    'backend-unavailable',
    'The model gives another vector for its known text than it should. Its description does not fit its files, or this machine computes wrongly.',
    { details: { reason: 'wrong-vectors', text, distance } },
  );
}

/** Whether texts have segments with numbers of their own, which only onnxruntime-web reads. */
export const numbersSegments = (tokenizer: Tokenizer): boolean =>
  tokenizer.encode(['a'])[0]?.typeIds !== undefined;

/** Runtimes of our own add the vector of the first segment to its positions once and for all. */
export function assertOneSegment(tokenizer: Tokenizer): void {
  if (!numbersSegments(tokenizer)) return;
  throw new EmbedError(
    'backend-unavailable',
    'A model whose tokenizer numbers segments can only be run as its file is, on the CPU.',
  );
}

export function assertDimensions(found: number, described: number): void {
  if (found === described) return;
  throw new EmbedError(
    'model-load-failed',
    `The model gives vectors of ${found} numbers, and its description says ${described}. Correct its dimensions.`,
    { details: { found, described } },
  );
}

/**
 * @param text The text's place among those of a call, for the error.
 * @throws {EmbedError} `inference-failed` for ids or lengths that the model does not have.
 */
export function assertReadable(
  ids: readonly number[],
  text: number,
  { vocabulary, positions }: { readonly vocabulary: number; readonly positions: number },
): void {
  const foreign = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (foreign !== undefined)
    throw new EmbedError(
      'inference-failed',
      `The model has ${vocabulary} tokens, and no token ${foreign}. Its tokenizer.json belongs to another model.`,
      { details: { text, token: foreign } },
    );
  if (ids.length === 0 || ids.length > positions)
    throw new EmbedError(
      'inference-failed',
      `The model reads 1 to ${positions} tokens, not ${ids.length}. Check maxTokens in its description.`,
      { details: { text, tokens: ids.length } },
    );
}
