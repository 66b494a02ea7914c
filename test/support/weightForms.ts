import type { Linear, Tensor } from '../../src/engine/workers/embedding/formats/types.js';

// The same weights of int8 in the other forms that files have them in.

const integersOf = ({ weight }: Linear) => new Int8Array(weight.bytes.slice().buffer);

function floatsOf(linear: Linear): Float32Array<ArrayBuffer> {
  const { outputs, quantization } = linear;
  return Float32Array.from(
    integersOf(linear),
    (value, i) => value * Number(quantization?.scales[i % outputs]),
  );
}

function tensor({ weight }: Linear, type: Tensor['type'], values: { readonly buffer: ArrayBuffer }): Tensor {
  return { ...weight, type, bytes: new Uint8Array(values.buffer) };
}

/** Without its quantization. */
function plain({ quantization: _, ...linear }: Linear, weight: Tensor): Linear {
  return { ...linear, weight };
}

/** float16 of a number that is not very small, rounded towards 0. */
function halfOf(value: number): number {
  const [bits] = new Uint32Array(Float32Array.of(value).buffer) as unknown as [number]; // one number
  const exponent = ((bits >>> 23) & 0xff) - 112;
  return ((bits >>> 16) & 0x8000) | (exponent > 0 ? (exponent << 10) | ((bits >>> 13) & 0x3ff) : 0);
}

export const FORMS = {
  float32: (linear) => plain(linear, tensor(linear, 'float32', floatsOf(linear))),
  float16: (linear) => plain(linear, tensor(linear, 'float16', Uint16Array.from(floatsOf(linear), halfOf))),
  /** uint8, each output with a zero point of its own. */
  'uint8 with zero points': (linear) => {
    const { outputs, quantization } = linear;
    const zeroPoints = Int32Array.from({ length: outputs }, (_, n) => 127 + (n % 2));
    const values = Uint8Array.from(integersOf(linear), (value, i) => value + Number(zeroPoints[i % outputs]));
    return {
      ...linear,
      weight: tensor(linear, 'uint8', values),
      quantization: { scales: quantization?.scales as Float32Array, zeroPoints },
    };
  },
  'outputs by inputs': (linear) => {
    const { inputs, outputs } = linear;
    const integers = integersOf(linear);
    const turned = Int8Array.from(integers, (_, i) =>
      Number(integers[(i % inputs) * outputs + Math.floor(i / inputs)]),
    );
    return { ...linear, order: 'outputs-inputs', weight: tensor(linear, 'int8', turned) };
  },
} as const satisfies Record<string, (linear: Linear) => Linear>;
