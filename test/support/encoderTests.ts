import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BertWeights, Linear } from '../../src/engine/workers/embedding/formats/types.js';
import {
  createEncoder,
  type Encoder,
  type EncoderPooling,
} from '../../src/engine/workers/embedding/runtimes/encoder/encoder.js';
import type { WasmVariant } from '../../src/engine/workers/embedding/runtimes/encoder/wasmVariants.js';
import { widenWeights } from '../../src/engine/workers/embedding/runtimes/encoder/widenWeights.js';
import { randomBert, randomIds, reference, type Shape } from './bertReference.js';
import { withFourBits } from './fourBits.js';

/** How close a build comes to float64, as a cosine: 15 bits of activations, or 7. */
const CLOSE: Record<WasmVariant, number> = { plain: 0.9999, 'relaxed-dot': 0.98, 'relaxed-pairwise': 0.98 };

const SHAPES: readonly Shape[] = [
  { hidden: 32, heads: 4, inner: 64, layers: 2 },
  { hidden: 64, heads: 1, inner: 96, layers: 2 },
  { hidden: 96, heads: 3, inner: 256, layers: 1 },
  { hidden: 128, heads: 2, inner: 512, layers: 1 },
  { hidden: 52, heads: 2, inner: 100, layers: 2 }, // TinyBERT's head size, 26; and widths that are no multiple of 16
];
const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 47, 48, 49, 96, 97, 130];

/** What holds for the encoder in each of its builds; where it runs decides which can be tested. */
export function describeEncoder(build: WasmVariant): void {
  const make = (weights: BertWeights, pooling: EncoderPooling = 'mean', normalize = true) =>
    createEncoder(weights, { pooling, normalize, build });

  describe(`the ${build} encoder agrees with the formulas of BERT in float64`, () => {
    test.each(SHAPES)('at $hidden dimensions, $heads heads, $inner inner, $layers layers', async (shape) => {
      const weights = randomBert(shape);
      for (const pooling of ['mean', 'cls'] as const) {
        const encoder = await make(weights, pooling);
        for (const length of LENGTHS) expectClose(encoder, weights, randomIds(length, length), pooling);
      }
    });

    test('at any shape', async () => {
      const shapes = fc.record({
        heads: fc.integer({ min: 1, max: 5 }),
        headSize: fc.integer({ min: 4, max: 40 }),
        inner: fc.integer({ min: 30, max: 200 }),
        layers: fc.integer({ min: 1, max: 2 }),
        length: fc.integer({ min: 1, max: 60 }),
        seed: fc.integer(),
      });
      await fc.assert(
        fc.asyncProperty(shapes, async ({ heads, headSize, inner, layers, length, seed }) => {
          fc.pre(heads * headSize >= 24); // below, 7 bits say little
          const weights = randomBert({ hidden: heads * headSize, heads, inner, layers }, seed);
          expectClose(await make(weights), weights, randomIds(length, seed), 'mean');
        }),
        { numRuns: 25 },
      );
    });

    test('at 512 tokens, and beyond, where attention takes the keys in parts', async () => {
      const weights = randomBert({ hidden: 32, heads: 2, inner: 64, layers: 2, positions: 1_200 });
      const encoder = await make(weights);
      for (const length of [512, 513, 1_200])
        expectClose(encoder, weights, randomIds(length, length), 'mean');
    }, 30_000);
  });

  describe(`a vector of the ${build} encoder depends on its text alone, bit for bit`, () => {
    const weights = randomBert({ hidden: 48, heads: 3, inner: 96, layers: 2 });
    const texts = Array.from({ length: 1_000 }, (_, index) => randomIds(1 + ((index * 7) % 41), index));

    test('in a batch of 1,000, of 7, and alone, in any order, in another instance', async () => {
      const encoder = await make(weights);
      const alone = rowsOf(
        encoder,
        texts
          .slice(0, 100)
          .map((text) => [text])
          .flatMap((text) => [...encoder.encode(text)]),
      );
      const together = rowsOf(encoder, encoder.encode(texts));
      expect(together.slice(0, 100)).toEqual(alone);
      const other = await make(weights);
      expect(rowsOf(other, other.encode(texts.toReversed())).toReversed()).toEqual(together);
      const bySevens = Array.from({ length: 100 }, (_, i) => texts.slice(i * 7, i * 7 + 7));
      expect(
        rowsOf(
          encoder,
          bySevens.flatMap((part) => [...encoder.encode(part)]),
        ),
      ).toEqual(together.slice(0, 700));
    });
  });

  describe(`the ${build} encoder`, () => {
    const weights = randomBert({ hidden: 48, heads: 3, inner: 96, layers: 1, positions: 64 });

    test('gives vectors of length 1, or not, as the model says', async () => {
      const ids = randomIds(9, 9);
      const unit = (await make(weights)).encode([ids]);
      const raw = (await make(weights, 'mean', false)).encode([ids]);
      const length = Math.hypot(...raw);
      expect(Math.hypot(...unit)).toBeCloseTo(1, 6);
      expect(length).not.toBeCloseTo(1, 1);
      expect([...unit]).toEqual([...raw].map((value) => expect.closeTo(value / length, 6)));
    });

    test('needs no more memory after 2,000 batches of random lengths than after the largest', async () => {
      const encoder = await make(weights);
      encoder.encode(Array.from({ length: 40 }, () => randomIds(64, 1)));
      const { memory } = encoder;
      for (let batch = 0; batch < 2_000; batch++)
        encoder.encode(
          Array.from({ length: 1 + (batch % 3) }, (_, i) => randomIds(1 + ((batch * 13 + i) % 64), batch)),
        );
      expect(encoder.memory).toBe(memory);
    });

    test('gives the same vectors for weights stored with a zero point, or transposed', async () => {
      const ids = randomIds(20, 3);
      const expected = (await make(weights)).encode([ids]);
      for (const store of [withZeroPoint, transposed]) {
        const stored = { ...weights, layers: weights.layers.map((layer) => mapLinears(layer, store)) };
        expect((await make(stored)).encode([ids])).toEqual(expected);
      }
    });

    test.each([32, 7])(
      'gives for weights of 4 bits, in blocks of %i, the vectors of the same in 8 bits',
      async (size) => {
        for (const shape of SHAPES) {
          const stored = withFourBits(randomBert(shape), size);
          const texts = [randomIds(20, 3), randomIds(3, 4)];
          const expected = (await make(await widenWeights(stored))).encode(texts);
          expect((await make(stored)).encode(texts)).toEqual(expected);
        }
      },
    );

    test.each<[string, number[], RegExp]>([
      ['a token that the model does not have', [1, 100], /no token 100/],
      ['a negative token', [-1], /no token -1/],
      ['a token that is not a number', [Number.NaN], /no token NaN/],
      ['no tokens', [], /1 to 64 tokens, not 0/],
      ['more tokens than the model reads', randomIds(65, 1), /1 to 64 tokens, not 65/],
    ])('refuses %s, and goes on', async (_, ids, message) => {
      const encoder = await make(weights);
      expect(() => encoder.encode([[1, 2], ids])).toThrow(
        expect.objectContaining({ code: 'inference-failed', message: expect.stringMatching(message) }),
      );
      expect(encoder.encode([[1, 2]])).toHaveLength(48);
    });

    test('of no texts gives no vectors', async () => {
      expect((await make(weights)).encode([])).toHaveLength(0);
    });

    test('refuses heads that do not divide the dimensions', async () => {
      await expect(make({ ...weights, heads: 5 })).rejects.toMatchObject({ code: 'backend-unavailable' });
    });
  });

  function expectClose(
    encoder: Encoder,
    weights: BertWeights,
    ids: readonly number[],
    pooling: EncoderPooling,
  ): void {
    const cosine = cosineOf(encoder.encode([ids]), reference(weights, ids, pooling));
    expect(cosine, `${ids.length} tokens, ${pooling}`).toBeGreaterThan(CLOSE[build]);
  }
}

function rowsOf({ dimensions }: Encoder, values: ArrayLike<number>): number[][] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    Array.from({ length: dimensions }, (_, i) => values[row * dimensions + i] as number),
  );
}

function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * Number(y[i]), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

type Layer = BertWeights['layers'][number];

function mapLinears(layer: Layer, store: (linear: Linear) => Linear): Layer {
  const { query, key, value, attentionOutput, intermediate, output } = layer;
  const linears = { query, key, value, attentionOutput, intermediate, output };
  return {
    ...layer,
    ...(Object.fromEntries(
      Object.entries(linears).map(([name, linear]) => [name, store(linear)]),
    ) as typeof linears),
  };
}

/** The same numbers as uint8, 128 above. */
function withZeroPoint(linear: Linear): Linear {
  const { weight, quantization, outputs } = linear;
  const bytes = weight.bytes.map((byte) => byte ^ 0x80);
  const zeroPoints = new Int32Array(outputs).fill(128);
  return {
    ...linear,
    weight: { ...weight, type: 'uint8', bytes },
    quantization: { scales: quantization?.scales as Float32Array, zeroPoints },
  };
}

/** The same numbers, output by output. */
function transposed(linear: Linear): Linear {
  const { weight, inputs, outputs } = linear;
  const bytes = new Uint8Array(weight.bytes.length);
  for (let k = 0; k < inputs; k++)
    for (let n = 0; n < outputs; n++) bytes[n * inputs + k] = weight.bytes[k * outputs + n] as number;
  return { ...linear, order: 'outputs-inputs', weight: { ...weight, bytes } };
}
