import type { EmbedMethods } from '../../src/engine/rpc/embeddingProtocol.js';
import { serve } from '../../src/engine/rpc/server.js';
import { randomNumbers } from '../../tools/random.mjs';

// A worker that gives texts random vectors: for what comes after embedding.

const DIMENSIONS = 384;
const random = randomNumbers(5);

serve<EmbedMethods>(self, {
  load: async () => ({ runtime: 'encoder' }),
  embed: async ({ inputs }) => ({
    data: Float32Array.from({ length: inputs.length * DIMENSIONS }, () => random(2_048) / 1_024 - 1),
    truncated: 0,
  }),
  count: async ({ inputs }) => ({ tokens: inputs.map(() => 20) }),
  split: async () => ({ passages: [] }),
});
