import { EmbedError } from '../../errors.js';
import type { LoadInput, SourceInput, WorkerApi } from '../../rpc/embeddingProtocol.js';
import type { OnProgress } from '../../rpc/types.js';
import type { LoadedModel } from './types.js';

/** Loads the model that a page asks for. */
export type LoadAnyModel = (input: LoadInput | SourceInput, onProgress: OnProgress) => Promise<LoadedModel>;

/** What the page can ask of a model, which `load` brings. */
export function createModelApi(load: LoadAnyModel): WorkerApi {
  let loaded: LoadedModel | undefined;
  return {
    async load(input, onProgress) {
      loaded = await load(input, onProgress);
      return loaded.output;
    },
    async embed({ inputs }) {
      const { tokenizer, run, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens });
      const data = await run(encodings);
      assertFinite(data, inputs, spec.dimensions);
      return { data, cut: encodings.filter(({ ids, total }) => total > ids.length).length };
    },
    async count({ inputs }) {
      const { tokenizer, spec } = theModel();
      const encodings = tokenizer.encode(inputs, { maxTokens: spec.maxTokens, whole: true });
      return { tokens: encodings.map(({ total }) => total) };
    },
    async split({ text, role, ...options }) {
      const { tokenizer, spec } = theModel();
      const { splitText } = await import('./splitText.js');
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
