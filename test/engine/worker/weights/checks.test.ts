import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../src/engine/index.js';
import { readBert } from '../../../../src/engine/worker/weights/read.js';

const file = (name: string) => new Uint8Array(readFileSync(`test/fixtures/weights/${name}`));
const architecture = { heads: 2, epsilon: 1e-6 };

/** What reading ends with; anything that is thrown and is no typed error falls through. */
function outcome(bytes: Uint8Array): 'weights' | 'foreign' | 'broken' {
  try {
    return 'foreign' in readBert(bytes, architecture) ? 'foreign' : 'weights';
  } catch (error) {
    if (EmbedError.is(error, 'model-load-failed')) return 'broken';
    throw error;
  }
}

describe.each(['float32.onnx', 'int8-per-column.onnx', 'relu.onnx', 'float16.safetensors'])('%s', (name) => {
  const whole = file(name);

  test('is broken wherever it is cut off', () => {
    for (let length = 0; length < whole.length - 150; length += 97)
      expect(outcome(whole.subarray(0, length)), `${length} bytes`).toBe('broken');
    // Behind its graph, an ONNX file only says which operators it means.
    for (let length = whole.length - 150; length < whole.length - 50; length++)
      expect(outcome(whole.subarray(0, length)), `${length} bytes`).toBe('broken');
  });

  test('gives weights, a reason or a typed error, whichever bytes are wrong', () => {
    const place = fc.nat(Math.min(whole.length, 20_000) - 1);
    const damage = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        expect(['weights', 'foreign', 'broken']).toContain(outcome(bytes));
      }),
      { numRuns: 300, seed: 20261124 },
    );
  });
});

test('a page of HTML may begin as safetensors do not', () => {
  expect(outcome(new TextEncoder().encode(`<html>${' '.repeat(5_000)}</html>`))).toBe('broken');
});
