import { expect, test } from 'vitest';
import { OnnxWriter } from '../../../../../../src/engine/workers/embedding/formats/onnxWriter/OnnxWriter.js';

test('weights are float32 by default', () => {
  const writer = new OnnxWriter();
  writer.weights('a', [3], (target) => target.set([1, 2, 3]));
  const { weights, largest } = writer.write();
  expect([...new Float32Array(weights.buffer)]).toEqual([1, 2, 3]);
  expect(largest).toBe(12);
});

test('as float16 they take half the bytes, and each tensor begins at a whole word', () => {
  const writer = new OnnxWriter('float16');
  writer.weights('a', [3], (target) => target.set([1, 2, -0.5]));
  writer.weights('b', [2], (target) => target.set([65_504, 0]));
  const { weights, largest } = writer.write();
  expect([...new Uint16Array(weights.buffer)]).toEqual([0x3c00, 0x4000, 0xb800, 0, 0x7bff, 0]);
  expect(largest).toBe(6);
});

test('what float16 cannot hold is refused when the file is written', () => {
  const writer = new OnnxWriter('float16');
  writer.weights('b', [1], (target) => target.set([70_000]));
  expect(() => writer.write()).toThrow(
    expect.objectContaining({ details: { reason: 'fp16-overflow', tensor: 'b' } }),
  );
});
