import { createPipeline } from '../../src/engine/worker/pipeline.js';
import { serve } from '../../src/engine/worker/serve.js';

// The engine's worker, with the encoder's build that needs no relaxed SIMD: what other browsers run.
serve(self, createPipeline({ build: 'plain' }));
