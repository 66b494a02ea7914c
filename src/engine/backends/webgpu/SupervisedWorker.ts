import { asEmbedError, EmbedError } from '../../errors.js';
import {
  type EmbedInput,
  type EmbedMethods,
  type EmbedOutput,
  embedInput,
} from '../../rpc/embeddingProtocol.js';
import { defer } from '../../utils/promises.js';
import type { LoadedWorker } from '../startWorker.js';
import { AdaptiveTimeout, type Timeouts, within } from './AdaptiveTimeout.js';

/** Dependencies of {@link SupervisedWorker}. */
export interface SupervisedWorkerOptions {
  /** Starts a worker; `alive` is to be called at each sign of life, and `late` ends the attempt. */
  readonly start: (alive: () => void, late: AbortSignal) => Promise<LoadedWorker>;
  readonly maxTokens: number;
  readonly timeouts: Timeouts;
  /** Hears of each failure: a crash, a hang, a lost device, too little memory, numbers that are none. */
  readonly onFailure: (error: EmbedError) => void;
}

/**
 * A worker that may fail at any time. Whatever fails ends it, since what a GPU or its runtime has spoilt stays spoilt in
 * that worker. A fresh one then does the batch again, once, in halves; if that fails too, the guard gives up.
 */
export class SupervisedWorker {
  readonly #options: SupervisedWorkerOptions;
  readonly #givenUp = defer<EmbedError>();
  readonly #pace: AdaptiveTimeout;
  #worker: LoadedWorker | undefined;
  #starting: Promise<LoadedWorker> | undefined;
  #ended: Error | undefined;

  private constructor(options: SupervisedWorkerOptions, worker: LoadedWorker) {
    this.#options = options;
    this.#worker = worker;
    this.#pace = new AdaptiveTimeout(options.timeouts, worker.output.webgpu?.facts.msPerToken ?? 0);
  }

  /** Rejects with what the worker says, or `worker-crashed` when it says nothing. */
  static async start(options: SupervisedWorkerOptions): Promise<SupervisedWorker> {
    return new SupervisedWorker(options, await startInTime(options));
  }

  /** Resolves when it has given up. */
  get crashed(): Promise<EmbedError> {
    return this.#givenUp.promise;
  }

  /** What the worker said when it had loaded. */
  get output(): LoadedWorker['output'] | undefined {
    return this.#worker?.output;
  }

  /** To be called one at a time. */
  readonly embed = async (inputs: readonly string[], overlap?: number): Promise<EmbedOutput> => {
    const input = embedInput(inputs, overlap);
    try {
      return await this.#attempt(input);
    } catch (first) {
      if (this.#ended) throw this.#ended;
      try {
        return await this.#again(input);
      } catch (second) {
        throw this.#giveUp(asEmbedError(second, 'worker-crashed', 'The GPU failed twice.'), first);
      }
    }
  };

  async call<K extends keyof EmbedMethods>(
    method: K,
    input: EmbedMethods[K]['input'],
  ): Promise<EmbedMethods[K]['output']> {
    return (await this.#running()).client.call(method, input);
  }

  terminate(reason: Error): void {
    this.#ended = reason;
    this.#worker?.client.terminate(reason);
  }

  async #again(input: EmbedInput): Promise<EmbedOutput> {
    const { inputs } = input;
    const middle = Math.ceil(inputs.length / 2);
    const first = await this.#attempt({ ...input, inputs: inputs.slice(0, middle) });
    if (middle === inputs.length) return first;
    const second = await this.#attempt({ ...input, inputs: inputs.slice(middle) });
    const later = Array.from(second.passages ?? [], ([i, spans]) => [middle + i, spans] as const);
    return {
      data: Float32Array.from([...first.data, ...second.data]),
      truncated: first.truncated + second.truncated,
      passages: new Map([...(first.passages ?? []), ...later]),
    };
  }

  async #attempt(input: EmbedInput): Promise<EmbedOutput> {
    const { inputs, overlap } = input;
    const { onFailure } = this.#options;
    const maxTokens = overlap === undefined ? this.#options.maxTokens : Number.POSITIVE_INFINITY;
    try {
      const { client } = await this.#running();
      const start = performance.now();
      const output = await within(this.#pace.deadline(inputs, maxTokens), hung, () =>
        client.call('embed', input),
      );
      this.#pace.learn(inputs, maxTokens, performance.now() - start);
      return output;
    } catch (cause) {
      const error = asEmbedError(cause, 'worker-crashed', 'The GPU failed.');
      if (!this.#ended) onFailure(error);
      this.#worker?.client.terminate(error);
      this.#worker = undefined;
      throw error;
    }
  }

  /** The worker; a fresh one, one for all who ask, when there is none. */
  #running(): Promise<LoadedWorker> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (this.#worker) return Promise.resolve(this.#worker);
    this.#starting ??= this.#restart().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #restart(): Promise<LoadedWorker> {
    const worker = await startInTime(this.#options);
    if (this.#ended) {
      worker.client.terminate(this.#ended);
      throw this.#ended;
    }
    this.#worker = worker;
    return worker;
  }

  #giveUp(error: EmbedError, first: unknown): EmbedError {
    const reason = this.#ended ? asEmbedError(this.#ended, error.code, error.message) : error;
    if (!this.#ended)
      this.#givenUp.resolve(
        new EmbedError(reason.code, `${reason.message} It was tried again in a new worker before.`, {
          details: { ...reason.details, first: String(first) },
          cause: reason,
        }),
      );
    this.terminate(reason);
    return reason;
  }
}

async function startInTime({ start, timeouts }: SupervisedWorkerOptions): Promise<LoadedWorker> {
  const late = new AbortController();
  try {
    return await within(timeouts.loadMs, hung, (alive) => start(alive, late.signal));
  } catch (error) {
    late.abort(error);
    throw error;
  }
}

function hung(): EmbedError {
  return new EmbedError('worker-crashed', 'The worker of the GPU did not answer in time, and was ended.', {
    details: { reason: 'hung' },
  });
}
