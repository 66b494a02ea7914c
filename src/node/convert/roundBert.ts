import type { Pooling } from '../../engine/models/types.js';
import { nextTask } from '../../engine/utils/promises.js';
import { writeTable } from '../../engine/workers/embedding/formats/onnxWriter/matrices.js';
import type {
  BertLayer,
  BertWeights,
  LayerNorm,
  Linear,
} from '../../engine/workers/embedding/formats/types.js';
import { add, Fit, type RoundedLinear } from './fitLinear.js';
import { attend, embedTokens, gelu, normalize } from './forwardPass.js';
import { type FourBits, roundTable, rowsOf } from './fourBits.js';
import { createProducts, type Products } from './products.js';

/** A model's weights in 4 bits. */
export interface RoundedBert {
  readonly words: FourBits;
  readonly linears: ReadonlyMap<Linear, RoundedLinear>;
}

/** Options of {@link roundBert}. */
export interface RoundOptions {
  /**
   * Whether those weights stay in 8 bits whose rounding nothing behind them can make up for: of the last layer, all but what
   * chooses where to look and the last product.
   * @default false
   */
  readonly mixed?: boolean;
  /** Which outputs of the last layer make the vector. @default 'mean' */
  readonly pooling?: Pooling;
  /** Is told how many layers are done. */
  readonly onLayer?: (done: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * With CLS pooling the first token's output is the vector. In the last layer others count only by their keys and values, and behind
 * the attention not at all; but one row of each text is too few to fit a matrix to, so others count there, too.
 */
const FIRST_SHARES = { before: 0.1, lastReads: 0.4, last: 0.8 } as const;

/** The same numbers in the exact model, and in the rounded one. */
interface Both {
  readonly exact: Float32Array;
  readonly rounded: Float32Array;
}

/**
 * Rounds a BERT to 4 bits, layer by layer, by what the layers read of some texts. Each layer reads what the rounded layers
 * before it give, and is fitted to what the exact model has in its place: it makes up for their errors too.
 * @param texts token ids
 */
export async function roundBert(
  weights: BertWeights,
  texts: readonly (readonly number[])[],
  { mixed = false, pooling = 'mean', onLayer, signal }: RoundOptions = {},
): Promise<RoundedBert> {
  const { hidden } = weights;
  const exact = new Float32Array(weights.words.rows * hidden);
  writeTable(weights.words, exact);
  const words = roundTable(exact, hidden);
  const pass = new Pass(weights, await createProducts(), texts, { mixed, pooling });
  let x: Both = {
    exact: embedTokens(weights, exact, texts),
    rounded: embedTokens(weights, rowsOf(words, hidden), texts),
  };
  for (const [index, layer] of weights.layers.entries()) {
    x = await pass.layer(layer, x, index);
    onLayer?.(index + 1);
    await nextTask(); // a signal comes between tasks
    signal?.throwIfAborted();
  }
  return { words, linears: pass.linears };
}

/** A forward pass in floats that rounds each layer before it computes with it. */
class Pass {
  readonly linears = new Map<Linear, RoundedLinear>();
  readonly #weights: BertWeights;
  readonly #products: Products;
  readonly #lengths: readonly number[];
  readonly #inEightBits: ReadonlySet<Linear | undefined>;
  readonly #pooling: Pooling;
  /** How much each row counts now. */
  #shares = new Float32Array();

  constructor(
    weights: BertWeights,
    products: Products,
    texts: readonly (readonly number[])[],
    { mixed, pooling }: Required<Pick<RoundOptions, 'mixed' | 'pooling'>>,
  ) {
    this.#pooling = pooling;
    this.#weights = weights;
    this.#products = products;
    this.#lengths = texts.map(({ length }) => length);
    const last = weights.layers.at(-1);
    this.#inEightBits = new Set(mixed ? [last?.value, last?.attentionOutput, last?.intermediate] : []);
  }

  async layer(layer: BertLayer, x: Both, index: number): Promise<Both> {
    const { length } = this.#weights.layers;
    const isLast = index === length - 1;
    const before = (FIRST_SHARES.before * (index + 1)) / length;
    this.#shares = this.#sharesFor(isLast ? FIRST_SHARES.lastReads : before);
    const [query, key, value] = await this.#linears([layer.query, layer.key, layer.value], x);
    if (isLast) this.#shares = this.#sharesFor(FIRST_SHARES.last);
    const attended = apply((of) => attend([of(query), of(key), of(value)], this.#weights, this.#lengths));
    const y = await this.#residual(layer.attentionOutput, layer.attentionNorm, attended, x);
    const [inner] = await this.#linears([layer.intermediate], y);
    const activated = apply((of) => of(inner).map(gelu));
    return this.#residual(layer.output, layer.outputNorm, activated, y);
  }

  /**
   * How much each row counts where weights are fitted, 1 in the mean.
   * @param first how much the first tokens of all texts count together, of 1
   */
  #sharesFor(first: number): Float32Array<ArrayBuffer> {
    const rows = this.#lengths.reduce((a, b) => a + b, 0);
    if (this.#pooling !== 'cls') return new Float32Array(rows).fill(1);
    const texts = this.#lengths.length;
    const shares = new Float32Array(rows).fill(((1 - first) * rows) / Math.max(1, rows - texts));
    let row = 0;
    for (const length of this.#lengths) {
      shares[row] = (first * rows) / texts;
      row += length;
    }
    return shares;
  }

  /** A layer whose output is added to what came before it. It is fitted to the sum. */
  async #residual(linear: Linear, norm: LayerNorm, x: Both, before: Both): Promise<Both> {
    const [y] = await this.#linears([linear], x, before);
    return apply((of) => normalize(add(of(y), of(before)), norm, this.#weights.epsilon));
  }

  /** Layers that read the same, rounded; and their outputs. */
  async #linears(linears: readonly Linear[], x: Both, before?: Both): Promise<Both[]> {
    const fit = await Fit.to(x.rounded, linears[0]?.inputs ?? 0, this.#products, this.#shares);
    const outputs: Both[] = [];
    for (const linear of linears) {
      const exact = await fit.outputsOf(linear, x.exact);
      const target = before ? exact.map((value, i) => value + lost(before, i)) : exact;
      const found = await fit.round(linear, target, this.#inEightBits.has(linear) ? 8 : 4);
      this.linears.set(linear, found);
      outputs.push({ exact, rounded: found.outputs });
    }
    return outputs;
  }
}

const lost = ({ exact, rounded }: Both, i: number) => (exact[i] as number) - (rounded[i] as number);

/** Does the same with the numbers of both models. */
function apply(compute: (of: (both: Both | undefined) => Float32Array) => Float32Array): Both {
  return {
    exact: compute((both) => both?.exact ?? new Float32Array()),
    rounded: compute((both) => both?.rounded ?? new Float32Array()),
  };
}
