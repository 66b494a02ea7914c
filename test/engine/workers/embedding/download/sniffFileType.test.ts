import { expect, test } from 'vitest';
import { assertFileType } from '../../../../../src/engine/workers/embedding/download/sniffFileType.js';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['model.onnx', '\x08\x07rest'],
  ['model.onnx?download=true', '\x08'],
  ['model.safetensors', '\x10\0\0\0\0\0\0\0{"a"'],
  ['model.safetensors', '\x10\0'], // too little to tell
  ['tokenizer.json', ' \n{"version"'],
  ['tokenizer.json', '\xef\xbb\xbf{'],
  ['vocab.txt', 'anything'],
])('%s may begin with %j', (name, start) => {
  expect(() => assertFileType(`https://models.example/${name}`, bytes(start))).not.toThrow();
});

test.each([
  ['model.onnx', '<!DOCTYPE html>', /web page/],
  ['tokenizer.json', '\n <html>', /web page/],
  ['model.onnx', 'version https://git-lfs.github.com/spec/v1', /git lfs pull/],
  ['model.onnx', 'PK', /ONNX/],
  ['model.safetensors', '\x10\0\0\0\0\0\0\0\0\0', /safetensors/],
  ['tokenizer.json', 'Not found', /JSON/],
])('%s may not begin with %j', (name, start, message) => {
  expect(() => assertFileType(`https://models.example/${name}`, bytes(start))).toThrow(message);
});
