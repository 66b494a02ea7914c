import { EmbedError } from '../../errors.js';
import type { LoadInput, PassageSpan, SourceInput, WorkerApi } from '../../rpc/embeddingProtocol.js';
import type { OnProgress } from '../../rpc/types.js';
import { loadSplit } from './onDemand.js';
import type { Encoding } from './tokenizer/types.js';
import type { LoadedModel } from './types.js';

/** Loads the model that a page asks for. */
export type LoadAnyModel = (input: LoadInput | SourceInput, onProgress: OnProgress) => Promise<LoadedModel>;

/** What the page can ask of a model, which `load` brings. */
export function createEmbeddingApi(load: LoadAnyModel): WorkerApi {
  let loaded: LoadedModel | undefined;
  return {
    async load(input, onProgress) {
      loaded = await load(input, onProgress);
      return loaded.output;
    },
    async embed({ inputs, overlap }) {
      const { tokenizer, run, spec } = theModel();
      const { maxTokens, dimensions, prompts } = spec;
      const passages = new Map<number, readonly PassageSpan[]>();
      const rows: Encoding[] = [];
      const options = overlap === undefined ? { maxTokens } : { offsets: true };
      for (const [i, encoding] of tokenizer.encode(inputs, options).entries())
        if (overlap === undefined || encoding.total <= maxTokens) rows.push(encoding);
        else {
          const { splitDocument } = await loadSplit();
          const split = { maxTokens, overlap, prompt: prompts.document, headings: true };
          const parts = splitDocument(inputs[i] as string, encoding, tokenizer, split);
          passages.set(
            i,
            parts.map(({ span }) => span),
          );
          rows.push(...parts.map((part) => part.encoding));
        }
      const data = await run(rows);
      assertFinite(data, passages.size > 0 ? [] : inputs, dimensions);
      return { data, truncated: rows.filter(({ ids, total }) => total > ids.length).length, passages };
    },
    async count({ inputs }) {
      const { tokenizer, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens, whole: true });
      return { tokens: encodings.map(({ total }) => total) };
    },
    async split({ text, role, ...options }) {
      const { tokenizer, spec } = theModel();
      const { splitText } = await loadSplit();
      return { passages: splitText(text, tokenizer, { ...options, prompt: spec.prompts[role] }) };
    },
  };

  function theModel(): LoadedModel {
    if (loaded) return loaded;
    throw new EmbedError('inference-failed', 'The worker was asked for work before it had a model.');
  }
}

function assertFinite(data: Float32Array, inputs: readonly string[], dimensions: number): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const input = inputs[Math.floor(index / dimensions)] ?? '';
  throw new EmbedError('inference-failed', 'The model gave numbers that are not finite for a text.', {
    details: { input: input.slice(0, 100) },
  });
}
