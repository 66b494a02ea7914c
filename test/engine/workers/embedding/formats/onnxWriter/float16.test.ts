import { expect, test } from 'vitest';
import { toFloat32 } from '../../../../../../src/engine/workers/embedding/formats/floats.js';
import { writeFloat16 } from '../../../../../../src/engine/workers/embedding/formats/onnxWriter/float16.js';
import numpy from '../../../../../fixtures/float16.json';

function halvesOf(values: Float32Array): Uint16Array {
  const target = new Uint16Array(values.length);
  writeFloat16(values, target, 'a tensor');
  return target;
}

test('numbers are rounded as numpy rounds them: ties, steps beside them, small and large ones, of both signs', () => {
  const values = new Float32Array(Uint32Array.from(numpy.float32).buffer);
  expect([...halvesOf(values)]).toEqual(numpy.float16);
});

test('each finite float16 stays what it is', () => {
  const halves = Uint16Array.from({ length: 2 * 0x7c00 }, (_, i) => (i < 0x7c00 ? i : 0x8000 + (i - 0x7c00)));
  const values = toFloat32({
    name: 'all',
    type: 'float16',
    shape: [halves.length],
    bytes: new Uint8Array(halves.buffer),
  });
  expect(halvesOf(values)).toEqual(halves);
});

test.each([65_520, -65_520, 1e30, Number.POSITIVE_INFINITY, Number.NaN])(
  '%d is refused, with the name of its tensor',
  (value) => {
    expect(() => halvesOf(Float32Array.of(1, value))).toThrow(
      expect.objectContaining({
        code: 'backend-unavailable',
        message: expect.stringContaining("Leave webgpuPrecision at 'fp32'"),
        details: { reason: 'fp16-overflow', tensor: 'a tensor' },
      }),
    );
  },
);
