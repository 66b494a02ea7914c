import { eachLinear } from '../../formats/eachLinear.js';
import type { BertWeights, Blocks, Linear, Quantization, Table, Tensor } from '../../formats/types.js';
import { type Instance, instantiate } from './instance.js';
import { type Widened, widenMatrix } from './widen.js';

/**
 * The same weights, int4 as the int8 that the encoder makes of them. Their bytes are made whenever they are read: a model is
 * never in memory both ways.
 */
export async function widenWeights(weights: BertWeights): Promise<BertWeights> {
  const instance = await instantiate('plain');
  const linear = ({ blocks, ...rest }: Linear): Linear => {
    if (!blocks) return rest;
    const { tensor, quantization } = asInt8(instance, rest.weight, blocks);
    return { ...rest, weight: tensor, quantization };
  };
  return { ...eachLinear(weights, linear), words: widenTable(instance, weights.words) };
}

function widenTable(instance: Instance, { blocks, ...rest }: Table): Table {
  if (!blocks) return rest;
  const { tensor, quantization } = asInt8(instance, rest.values, blocks);
  return { ...rest, values: tensor, quantization };
}

function asInt8(
  instance: Instance,
  tensor: Tensor,
  blocks: Blocks,
): { readonly tensor: Tensor; readonly quantization: Quantization } {
  const { wasm } = instance;
  const [rows = 0, columns = 0] = tensor.shape;
  const widen = <T>(read: (widened: Widened) => T): T => {
    const before = wasm.mark();
    const result = read(widenMatrix(instance, tensor, blocks));
    wasm.release(before);
    return result;
  };
  const count = blocks.byColumn ? columns : rows;
  return {
    tensor: {
      ...tensor,
      type: 'int8',
      get bytes() {
        return widen(({ values }) => instance.bytes(values, rows * columns).slice());
      },
    },
    quantization: {
      scales: widen(({ scales }) => instance.floats(scales, count).slice()),
      zeroPoints: new Int32Array(1),
    },
  };
}
