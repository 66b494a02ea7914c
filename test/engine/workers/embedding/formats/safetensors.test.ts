import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBert } from '../../../../../src/engine/workers/embedding/formats/readBert.js';
import { readTensors } from '../../../../../src/engine/workers/embedding/formats/safetensors.js';

const architecture = { heads: 2, epsilon: 1e-6 };

describe('a header of safetensors', () => {
  const withHeader = (header: unknown, body = 0) => {
    const json = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + json.length + body);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };

  test.each([
    ['no object', { a: 5 }],
    ['nothing', { a: null }],
    ['no shape', { a: { ...entry, shape: undefined } }],
    ['a shape of text', { a: { ...entry, shape: ['1'] } }],
    ['a negative size', { a: { ...entry, shape: [-1] } }],
    ['no place', { a: { ...entry, data_offsets: undefined } }],
    ['half of a place', { a: { ...entry, data_offsets: [0] } }],
    ['a place before the file', { a: { ...entry, data_offsets: [-8, 4] } }],
  ])('must not say %s of a tensor', (_, header) => {
    expect(() => readBert(withHeader(header), architecture)).toThrow(
      expect.objectContaining({ code: 'model-load-failed', details: { tensor: 'a' } }),
    );
  });

  test('may have metadata, and tensors of another model', () => {
    const ids = { dtype: 'I64', shape: [1], data_offsets: [4, 12] };
    const header = { __metadata__: { format: 'pt' }, a: entry, ids };
    expect(readBert(withHeader(header, 12), architecture)).toHaveProperty('foreign');
  });

  test.each<[string, unknown, number]>([
    ['more bytes than its tensors have', { a: entry }, 5],
    ['fewer', { a: entry }, 3],
    ['a gap between them', { a: entry, b: { ...entry, data_offsets: [5, 9] } }, 9],
    ['two in one place', { a: entry, b: entry }, 4],
    ['another length than its shape says', { a: { ...entry, data_offsets: [0, 5] } }, 5],
    ['an end before its beginning', { a: { ...entry, data_offsets: [4, 0] } }, 4],
  ])('must not tell of %s', (_, header, body) => {
    expect(() => readTensors(withHeader(header, body))).toThrow(
      expect.objectContaining({ code: 'model-load-failed' }),
    );
  });

  test.each([null, [], 5, 'x'])('must be an object, not %j', (header) => {
    expect(() => readTensors(withHeader(header))).toThrow(
      expect.objectContaining({ code: 'model-load-failed' }),
    );
  });

  test('must be there', () => {
    for (const length of [0, 1, 7, 8])
      expect(() => readTensors(new Uint8Array(length).fill(255))).toThrow(
        expect.objectContaining({ code: 'model-load-failed' }),
      );
  });
});

test('a RoBERTa, whose positions begin at two, is no BERT', () => {
  const name = 'roberta.encoder.layer.0.attention.self.query.bias';
  const header = JSON.stringify({ [name]: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
  const bytes = new TextEncoder().encode(`${'\0'.repeat(8)}${header}${'\0'.repeat(4)}`);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  expect(readBert(bytes, architecture)).toEqual({ foreign: expect.stringMatching(/RoBERTa/) });
});

describe('the description of a model', () => {
  const whole = new Uint8Array(readFileSync('test/fixtures/weights/float32.safetensors'));

  test.each([
    { heads: 3 },
    { heads: 0 },
    { heads: -2 },
    { heads: 1.6 },
    { epsilon: 0 },
    { epsilon: Number.NaN },
  ])('of %j does not fit a width of 16', (change) => {
    expect(() => readBert(whole, { ...architecture, ...change })).toThrow(
      expect.objectContaining({ code: 'model-load-failed', message: expect.stringMatching(/Correct bert/) }),
    );
  });
});
