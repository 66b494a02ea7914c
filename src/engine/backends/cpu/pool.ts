import { asEmbedError, type EmbedError } from '../../errors.js';
import { defer } from '../../promises.js';
import type { EmbedMethods, EmbedOutput } from '../../protocol.js';
import type { WorkerClient } from '../client.js';
import type { RunningBackend } from '../types.js';

/** How long a worker beyond the first may have nothing to do. Ending it is the only way to give its memory back. */
const IDLE_MS = 30_000;

/** The world around a pool. */
export interface PoolOptions {
  /** A worker that has loaded its model. */
  readonly first: WorkerClient<EmbedMethods>;
  /** Workers at most. */
  readonly size: number;
  /** Starts another one and loads its model. */
  readonly start: () => Promise<WorkerClient<EmbedMethods>>;
  /** @default 30000 */
  readonly idleMs?: number;
}

interface Member {
  readonly client: WorkerClient<EmbedMethods>;
  busy: boolean;
  ending?: ReturnType<typeof setTimeout> | undefined;
}

/** Workers with the same model: one at first, more while work waits, again one when it is done. */
export class WorkerPool implements Pick<RunningBackend, 'width' | 'widen' | 'crashed'> {
  readonly #options: PoolOptions;
  readonly #members: Member[] = [];
  readonly #crashed = defer<EmbedError>();
  #size: number;
  #widening: Promise<void> | undefined;
  #ended: Error | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#add(options.first);
  }

  get width(): number {
    return this.#members.length;
  }

  /** Resolves if one of the workers dies of itself. */
  get crashed(): Promise<EmbedError> {
    return this.#crashed.promise;
  }

  readonly embed = async (inputs: readonly string[]): Promise<EmbedOutput> => {
    const member = this.#members.find(({ busy }) => !busy);
    if (!member) throw new Error('A pool was given more work at once than it has workers.');
    clearTimeout(member.ending);
    member.busy = true;
    try {
      return await member.client.call('embed', { inputs });
    } finally {
      member.busy = false;
      this.#endWhenIdle(member);
    }
  };

  /** A call beside the batches, of the first worker: it answers when its batch is done. */
  call<K extends keyof EmbedMethods>(
    method: K,
    input: EmbedMethods[K]['input'],
  ): Promise<EmbedMethods[K]['output']> {
    return (this.#members[0] as Member).client.call(method, input); // the first one stays
  }

  readonly widen = (): Promise<void> | undefined => {
    if (this.#members.length >= this.#size || this.#ended) return undefined;
    this.#widening ??= this.#start().finally(() => {
      this.#widening = undefined;
    });
    return this.#widening;
  };

  terminate(reason: Error): void {
    this.#ended = reason;
    for (const { client, ending } of this.#members) {
      clearTimeout(ending);
      client.terminate(reason);
    }
  }

  async #start(): Promise<void> {
    try {
      const client = await this.#options.start();
      if (this.#ended) client.terminate(this.#ended);
      else this.#endWhenIdle(this.#add(client));
    } catch (error) {
      this.#size = this.#members.length; // those that there are go on
      if (this.#ended) return;
      const { message } = asEmbedError(error, 'worker-crashed', 'it could not be started.');
      // biome-ignore lint/suspicious/noConsole: nothing is lost but speed, and a developer must hear why
      console.warn(`react-embeddings: no further worker, because: ${message}`);
    }
  }

  #add(client: WorkerClient<EmbedMethods>): Member {
    const member: Member = { client, busy: false };
    this.#members.push(member);
    void client.crashed.then(this.#crashed.resolve);
    return member;
  }

  #endWhenIdle(member: Member): void {
    if (member === this.#members[0] || this.#ended) return;
    member.ending = setTimeout(() => {
      this.#members.splice(this.#members.indexOf(member), 1);
      member.client.terminate(new Error('A worker of the pool had nothing to do.'));
    }, this.#options.idleMs ?? IDLE_MS);
  }
}
