import { afterEach, expect, test, vi } from 'vitest';
import { findModel } from '../../../../../src/engine/models/catalog.js';
import { assertRuntimes } from '../../../../../src/engine/workers/embedding/runtimes/startModel.js';

const input = {
  spec: findModel('all-MiniLM-L6-v2'),
  urls: { tokenizer: 'https://x.test/tokenizer.json', weights: 'https://x.test/model.onnx' },
  runtimes: ['encoder', 'onnxruntime'],
} as const;

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a page that forbids WebAssembly is told what to add to its policy, before any download', () => {
  const forbidden = () => {
    throw new Error("Refused to compile WebAssembly because 'wasm-unsafe-eval' is not allowed");
  };
  vi.stubGlobal('WebAssembly', { Module: forbidden });
  expect(() => assertRuntimes(input, undefined)).toThrow(/'wasm-unsafe-eval' to script-src/);
  expect(() => assertRuntimes({ ...input, spec: findModel('static-minilm-256') }, undefined)).not.toThrow();
  vi.unstubAllGlobals();
  expect(() => assertRuntimes(input, undefined)).not.toThrow();
});
