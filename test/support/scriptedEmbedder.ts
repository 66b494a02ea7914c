import type { Embedder, ModelInfo } from '../../src/engine/index.js';

/** What a test decides of a {@link scriptedEmbedder}. */
export interface Script {
  /** Is told of the texts before they are embedded; may wait, or throw. */
  readonly onTexts?: (texts: readonly string[]) => Promise<void> | void;
}

/** An embedder for Node without a model: a token is a character, and equal texts have equal vectors. */
export function scriptedEmbedder(model: ModelInfo, { onTexts }: Script = {}): Embedder {
  const embedMany: Embedder['embedMany'] = async (texts, { signal } = {}) => {
    signal?.throwIfAborted();
    await onTexts?.(texts);
    signal?.throwIfAborted();
    return texts.map((text) => vectorOf(text, model.dimensions));
  };
  return {
    model,
    space: model.space,
    getState: () => ({ status: 'ready', backend: 'cpu', model, failures: [], runtime: 'encoder' }),
    subscribe: () => () => {},
    load: async () => model,
    cancelLoad: () => {},
    embed: async (text, options) => (await embedMany([text], options))[0] as Float32Array,
    embedMany,
    countTokens: async (texts) =>
      texts.map(({ length }) => ({ tokens: length, truncated: length > model.maxTokens })),
    splitText: async (text) =>
      halvesOf(text).map((span) => ({
        ...span,
        text: text.slice(span.start, span.end),
        tokens: span.end - span.start,
      })),
    embedDocuments: async (texts, options) => {
      const passages = texts.map((text) =>
        text.length > model.maxTokens ? halvesOf(text) : [{ start: 0, end: text.length }],
      );
      const parts = texts.flatMap(
        (text, i) => passages[i]?.map(({ start, end }) => text.slice(start, end)) ?? [],
      );
      const { dimensions, space } = model;
      const vectors = Float32Array.from((await embedMany(parts, options)).flatMap((vector) => [...vector]));
      return { passages, vectors, dimensions, space };
    },
    dispose: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

function halvesOf(text: string) {
  const middle = text.indexOf(' ', text.length >> 1);
  return [
    { start: 0, end: middle },
    { start: middle + 1, end: text.length },
  ];
}

function vectorOf(text: string, dimensions: number): Float32Array {
  let seed = 0;
  for (let i = 0; i < text.length; i += 1) seed = Math.imul(seed, 31) + text.charCodeAt(i);
  return Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed * (i + 1)));
}
