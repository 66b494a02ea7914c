import type { BertWeights } from '../../formats/types.js';
import { type Layout, roundUp } from '../encoder/layout.js';
import { COLUMN_MULTIPLE } from './kernels/productOptions.js';

/** How a model's widths lie in GPU memory: filled up with zeros, so that no kernel checks bounds. */
export interface GpuLayout extends Layout {
  /** LayerNorm's. */
  readonly epsilon: number;
}

/** A thread holds a query and a weighted sum of values in registers, which are no more than this on any GPU. */
const MAX_HEAD_WIDTH = 128;

/** The layout of a model, or why the GPU cannot run it. */
export function gpuLayoutOf({ hidden, heads, inner, epsilon }: BertWeights): GpuLayout | string {
  const headSize = hidden / heads;
  if (!Number.isInteger(headSize)) return `${heads} heads do not divide ${hidden} dimensions`;
  if (headSize > MAX_HEAD_WIDTH) return `its heads are wider than ${MAX_HEAD_WIDTH}`;
  const headWidth = roundUp(headSize, 4);
  return {
    hidden,
    width: roundUp(hidden, COLUMN_MULTIPLE),
    inner: roundUp(inner, COLUMN_MULTIPLE),
    heads,
    headSize,
    headWidth,
    span: roundUp(heads * headWidth, COLUMN_MULTIPLE),
    epsilon,
  };
}
