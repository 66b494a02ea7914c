import { serve } from '../../src/engine/rpc/server.js';
import { createPipeline } from '../../src/engine/workers/embedding/pipeline.js';

// The engine's worker, with the encoder's build that needs no relaxed SIMD: what other browsers run.
serve(self, createPipeline({ build: 'plain' }));
