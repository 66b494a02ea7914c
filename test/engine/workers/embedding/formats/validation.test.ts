import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../../../../src/engine/index.js';
import { readBert } from '../../../../../src/engine/workers/embedding/formats/readBert.js';
import { createEncoder } from '../../../../../src/engine/workers/embedding/runtimes/encoder/encoder.js';

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

describe('numbers that are lost in 8 bits', () => {
  const whole = file('float32.safetensors');
  const starts = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
  const { header, places } = entriesOf(whole);

  test.each(header)(
    '%s: NaN and infinities are broken, and numbers far above the others are left to another runtime',
    async (name) => {
      for (const [number, code] of [
        [Number.NaN, 'model-load-failed'],
        [Number.NEGATIVE_INFINITY, 'model-load-failed'],
        [3e38, 'backend-unavailable'],
      ] as const) {
        const bytes = whole.slice();
        new DataView(bytes.buffer).setFloat32(starts + (places.get(name) ?? 0), number, true);
        const isMatrix = /(dense|query|key|value|word_embeddings)\.weight$/.test(name);
        if (number === 3e38 && !isMatrix) continue; // it stays a float
        await expect(started(bytes), `${number}`).rejects.toMatchObject({ code });
      }
    },
  );

  async function started(bytes: Uint8Array) {
    const read = readBert(bytes, architecture);
    if ('foreign' in read) throw new Error(read.foreign);
    return createEncoder(read.weights, { pooling: 'mean', normalize: true });
  }
});

function entriesOf(bytes: Uint8Array) {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const json: Record<string, { data_offsets?: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + length)),
  );
  const places = new Map(
    Object.entries(json).map(([name, { data_offsets }]) => [name, data_offsets?.[0] ?? 0]),
  );
  places.delete('__metadata__');
  for (const name of places.keys()) if (name.includes('pooler')) places.delete(name);
  return { header: [...places.keys()], places };
}
