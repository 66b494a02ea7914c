import { estimateTokens } from '../../utils/estimateTokens.js';

/** How long a worker may be silent before it counts as hanging. */
export interface Timeouts {
  /** Between two signs of life of a load. Shaders are compiled in one piece. */
  readonly loadMs: number;
  /** For a batch, at least. */
  readonly leastMs: number;
  /** For a batch, in times of what its tokens should take. */
  readonly slack: number;
}

export const TIMEOUTS: Timeouts = { loadMs: 120_000, leastMs: 1_000, slack: 10 };

/** Learns how long a token takes: the slowest of what was measured lately counts. */
export class AdaptiveTimeout {
  readonly #timeouts: Timeouts;
  #msPerToken: number;

  constructor(timeouts: Timeouts, msPerToken: number) {
    this.#timeouts = timeouts;
    this.#msPerToken = msPerToken;
  }

  /** Milliseconds that these inputs may take. */
  deadline(inputs: readonly string[], maxTokens: number): number {
    const { leastMs, slack } = this.#timeouts;
    return Math.max(leastMs, slack * this.#msPerToken * tokensOf(inputs, maxTokens));
  }

  learn(inputs: readonly string[], maxTokens: number, ms: number): void {
    this.#msPerToken = Math.max(0.9 * this.#msPerToken, ms / tokensOf(inputs, maxTokens));
  }
}

function tokensOf(inputs: readonly string[], maxTokens: number): number {
  return inputs.reduce((sum, input) => sum + estimateTokens(input, maxTokens), 0);
}

/**
 * `promise`, or a rejection with what `reason` makes when it has not settled `ms` milliseconds after the last call of
 * `alive`.
 */
export async function within<T>(
  ms: number,
  reason: () => Error,
  start: (alive: () => void) => Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => reject(reason()), ms);
      };
      alive();
      start(alive).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}
