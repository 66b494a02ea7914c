import type { BertWeights } from '../../formats/types.js';

/**
 * How a model's widths lie in memory: filled up so that vectors of 16 bytes fit, with zeros that stay zero. Between texts
 * there is no padding.
 */
export interface Layout {
  readonly hidden: number;
  /** `hidden`, filled up. */
  readonly width: number;
  /** The feed-forward layer's width, filled up. */
  readonly inner: number;
  readonly heads: number;
  readonly headSize: number;
  /** `headSize`, filled up. */
  readonly headWidth: number;
  /** All heads, filled up. */
  readonly span: number;
}

/** Sums of 127 x 128 over this many values fit into int32. */
const MAX_WIDTH = 131_072;

/** The layout of a model, or why the encoder cannot run it. */
export function layoutOf({ hidden, heads, inner }: BertWeights): Layout | string {
  const headSize = hidden / heads;
  if (!Number.isInteger(headSize)) return `${heads} heads do not divide ${hidden} dimensions`;
  if (Math.max(hidden, inner) > MAX_WIDTH) return `it is wider than ${MAX_WIDTH}`;
  const headWidth = roundUp(headSize, 8);
  const span = roundUp(heads * headWidth, 16);
  return {
    hidden,
    width: roundUp(hidden, 16),
    inner: roundUp(inner, 16),
    heads,
    headSize,
    headWidth,
    span,
  };
}

/** Where value `i` of all heads, lying end to end, goes when each head is filled up. */
export function indexInHeads(
  { headSize, headWidth }: Pick<Layout, 'headSize' | 'headWidth'>,
  i: number,
): number {
  return Math.floor(i / headSize) * headWidth + (i % headSize);
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
