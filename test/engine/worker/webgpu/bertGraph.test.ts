import * as ort from 'onnxruntime-web/wasm';
import { describe } from 'vitest';
import { describeGraph } from '../../../support/graphTests.js';

// The arithmetic of the graph, by onnxruntime-web on the CPU; test/browser/webgpu.test.ts runs it on a GPU.
ort.env.wasm.numThreads = 1;

describe('the fused graph agrees with the formulas of BERT in float64', () => {
  describeGraph(async () => ({ ort, provider: 'wasm' }));
});
