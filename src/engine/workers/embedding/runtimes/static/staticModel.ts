import { EmbedError } from '../../../../errors.js';
import { fieldOf, numberOf } from '../../../../models/config/modelSource.js';
import type { ModelSpec } from '../../../../models/types.js';
import { broken } from '../../formats/validation.js';
import type { Tokenizer } from '../../tokenizer/types.js';
import type { RunModel } from '../types.js';
import { readTokenTable } from './tokenTable.js';

/**
 * A static model (model2vec, potion, StaticEmbedding): a text's vector is the mean of its tokens' vectors. Special tokens and
 * unknown ones do not count; a text of nothing else has the vector of zeros.
 * @param tokenizerFile `tokenizer.json`, which says which token stands for unknown ones.
 * @throws {EmbedError} `model-load-failed` for a file that is broken or belongs to another tokenizer.
 */
export function runStatic(
  { dimensions, normalize }: ModelSpec,
  weights: Uint8Array,
  { before, after }: Tokenizer,
  tokenizerFile: Uint8Array,
): RunModel {
  const table = readTokenTable(weights);
  if (table.dimensions !== dimensions)
    throw broken(`its vectors have ${table.dimensions} numbers, and its description says ${dimensions}`);
  const unknown = unknownToken(tokenizerFile);
  return async (texts) => {
    const vectors = new Float32Array(texts.length * dimensions);
    for (const [row, { ids }] of texts.entries()) {
      const own = ids.slice(before.length, ids.length - after.length).filter((id) => id !== unknown);
      vectors.set(mean(own, table, normalize), row * dimensions);
    }
    return vectors;
  };

  function mean(ids: readonly number[], { tokens, add }: typeof table, normalize: boolean): Float64Array {
    const sum = new Float64Array(dimensions);
    for (const id of ids) {
      if (id >= tokens) throw broken(`it has ${tokens} tokens, and no token ${id} of its tokenizer.json`);
      add(id, sum);
    }
    const length = normalize ? Math.hypot(...sum) : ids.length;
    return length === 0 ? sum : sum.map((value) => value / length);
  }
}

/** The id of the token that stands for what a tokenizer.json does not know; undefined if it has none. */
function unknownToken(file: Uint8Array): number | undefined {
  const { model, added_tokens: added } = parse(file);
  const unigram = fieldOf(model, 'unk_id'); // Unigram counts its pieces
  if (typeof unigram === 'number') return unigram;
  const token = fieldOf(model, 'unk_token');
  if (typeof token !== 'string') return undefined;
  const found = Array.isArray(added) ? added.find((each) => fieldOf(each, 'content') === token) : undefined;
  return numberOf(found, 'id') ?? numberOf(fieldOf(model, 'vocab'), token);
}

function parse(file: Uint8Array): { readonly model?: unknown; readonly added_tokens?: unknown } {
  try {
    return { ...JSON.parse(new TextDecoder().decode(file)) };
  } catch (cause) {
    throw new EmbedError('model-load-failed', 'The tokenizer.json of the model is not valid JSON.', {
      cause,
    });
  }
}
