import { describe, expect, test } from 'vitest';
import type { Activation, ModelSpec } from '../../../../../src/engine/index.js';
import { createPostprocess } from '../../../../../src/engine/workers/embedding/runtimes/postprocess.js';
import { safetensorsFile } from '../../../../support/safetensorsFile.js';

// What is done with a vector behind the pooling. The numbers are those of PyTorch for the same layers.
const bytesOf = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));

/** 2 numbers to 3: [[1, 2], [-1, 0], [0.5, -0.5]] x + [0, 0.5, 0]. */
const layer = safetensorsFile({
  'linear.weight': { dtype: 'F32', shape: [3, 2], bytes: bytesOf([1, 2, -1, 0, 0.5, -0.5]) },
  'linear.bias': { dtype: 'F32', shape: [3], bytes: bytesOf([0, 0.5, 0]) },
});

function finish(spec: Partial<ModelSpec>, vectors: readonly number[], file = layer): number[] {
  const all = { normalize: false, dimensions: 3, ...spec } as ModelSpec; // all that is looked at
  return [...createPostprocess(all, new Map([['layer', file]])).all(Float32Array.from(vectors))];
}

describe('a dense layer', () => {
  test.each<[Activation, number[]]>([
    ['identity', [5, -0.5, -0.5]],
    ['tanh', [0.9999092, -0.4621172, -0.4621172]],
    ['relu', [5, 0, 0]],
    ['sigmoid', [0.9933071, 0.3775407, 0.3775407]],
    ['gelu', [4.9999986, -0.1542688, -0.1542688]],
  ])('with %s', (activation, expected) => {
    expect(finish({ dense: [{ path: 'layer', activation }] }, [1, 2])).toEqual(close(expected));
  });

  test('comes before the length of 1', () => {
    const found = finish(
      { dense: [{ path: 'layer', activation: 'identity' }], normalize: true },
      [1, 2, 3, 4],
    );
    expect(found).toHaveLength(6);
    expect(Math.hypot(...found.slice(0, 3))).toBeCloseTo(1, 6);
    expect(found.slice(0, 3)).toEqual(close([5, -0.5, -0.5].map((value) => value / Math.hypot(5, 0.5, 0.5))));
  });

  test('that does not fit is refused', () => {
    const dense = [{ path: 'layer', activation: 'identity' }] as const;
    expect(() => finish({ dense, dimensions: 2 }, [1, 2])).toThrow(/gives 3 numbers instead of 2/);
    const other = safetensorsFile({ x: { dtype: 'F32', shape: [1], bytes: bytesOf([1]) } });
    expect(() => finish({ dense }, [1, 2], other)).toThrow(/no tensor linear.weight/);
  });
});

describe('fewer dimensions', () => {
  test('are the first ones, scaled to length 1', () => {
    expect(finish({ dimensions: 2, fullDimensions: 3, normalize: true }, [3, 4, 12])).toEqual(
      close([0.6, 0.8]),
    );
  });

  test('may have a layer norm before the cut', () => {
    expect(finish({ dimensions: 2, fullDimensions: 3, layerNorm: true }, [1, 2, 6])).toEqual(
      close([-0.9258192, -0.4629096]),
    );
  });
});
