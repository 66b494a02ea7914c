import { asEmbedError, EmbedError } from '../../errors.js';
import type { WorkerClient } from '../../rpc/client.js';
import { type EmbedMethods, type EmbedOutput, embedInput } from '../../rpc/embeddingProtocol.js';
import { type Deferred, defer } from '../../utils/promises.js';
import type { RunningBackend } from '../types.js';
import { PoolSpeed } from './PoolSpeed.js';

/** How long a worker beyond the first may have nothing to do. Ending it is the only way to give its memory back. */
const IDLE_MS = 30_000;
/** How often a batch may lose its worker: a second time it is likely to be the batch's own fault. */
const CRASHES = 1;

/** Dependencies of a pool. */
export interface PoolOptions {
  /** A worker that has loaded its model. */
  readonly first: WorkerClient<EmbedMethods>;
  /** Workers at most. */
  readonly size: number;
  /** Starts another one and loads its model. @param slot The lowest number from 0 on that no other of them has. */
  readonly start: (slot: number) => Promise<WorkerClient<EmbedMethods>>;
  /** @default 30000 */
  readonly idleMs?: number;
  /** Milliseconds. @default performance.now */
  readonly now?: () => number;
}

interface Member {
  readonly client: WorkerClient<EmbedMethods>;
  readonly slot: number;
  busy: boolean;
  ending?: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Workers with the same model: one at first, more while work waits, again one when it is done. A third and further ones stay
 * only where they make the work faster, and in a hidden tab one alone works. One that dies is dropped, and another does its
 * batch; if it was the last one, a new one is started.
 */
export class WorkerPool implements Pick<RunningBackend, 'concurrency' | 'scaleUp' | 'crashed'> {
  readonly #options: PoolOptions;
  readonly #members: Member[] = [];
  readonly #crashed = defer<EmbedError>();
  #size: number;
  readonly #speed = new PoolSpeed();
  readonly #now: () => number;
  #widening: Promise<void> | undefined;
  /** Takes the place of the last worker, which died. */
  #reviving: Promise<void> | undefined;
  /** Batches that lost their worker while all others were busy. */
  readonly #waiting: Deferred<void>[] = [];
  #ended: Error | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#now = options.now ?? (() => performance.now());
    this.#add(options.first, 0);
  }

  get concurrency(): number {
    return isHidden() ? 1 : Math.max(this.#members.length, 1);
  }

  /** Resolves when it is given up: a batch took several workers with it, or none can be started any more. */
  get crashed(): Promise<EmbedError> {
    return this.#crashed.promise;
  }

  readonly embed = async (inputs: readonly string[], overlap?: number): Promise<EmbedOutput> =>
    this.#withCrashes(async () => {
      const member = await this.#take();
      const busy = this.#busy;
      const start = this.#now();
      try {
        const output = await member.client.call('embed', embedInput(inputs, overlap));
        const characters = inputs.reduce((sum, { length }) => sum + length, 0);
        if (busy === this.#busy) this.#speed.note(busy, characters, this.#now() - start);
        return output;
      } finally {
        this.#giveBack(member);
      }
    });

  /** Embeds in a worker that has nothing to do, else between the parts of the first one's batch. */
  readonly embedBetween = (inputs: readonly string[]): Promise<EmbedOutput> =>
    this.#members.some(({ busy }) => !busy) ? this.embed(inputs) : this.call('embed', { inputs });

  /** A call beside the batches, of the first worker: it answers when its batch is done, or a part of it. */
  call<K extends keyof EmbedMethods>(
    method: K,
    input: EmbedMethods[K]['input'],
  ): Promise<EmbedMethods[K]['output']> {
    return this.#withCrashes(async () => {
      if (this.#members.length === 0) await this.#revive();
      const [first] = this.#members as [Member];
      return first.client.call(method, input);
    });
  }

  readonly scaleUp = (): Promise<void> | undefined => {
    const workers = this.#members.length;
    if (workers >= this.#size || this.#ended || isHidden()) return undefined;
    if (!this.#speed.allowsMoreThan(workers)) return undefined;
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
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  /** Does work again that lost its worker. */
  async #withCrashes<T>(work: () => Promise<T>): Promise<T> {
    for (let crashes = 0; ; crashes += 1) {
      if (this.#ended) throw this.#ended;
      try {
        return await work();
      } catch (error) {
        if (this.#ended || !EmbedError.is(error, 'worker-crashed')) throw error;
        if (crashes < CRASHES) continue;
        this.#crashed.resolve(error);
        throw error;
      }
    }
  }

  /** A worker that has nothing to do, as soon as there is one. */
  async #take(): Promise<Member> {
    while (true) {
      if (this.#members.length === 0) await this.#revive();
      const member = this.#members.find(({ busy }) => !busy);
      if (member) {
        clearTimeout(member.ending);
        member.busy = true;
        return member;
      }
      const free = defer<void>();
      this.#waiting.push(free);
      await free.promise;
    }
  }

  /** How many workers have a batch. */
  get #busy(): number {
    return this.#members.filter(({ busy }) => busy).length;
  }

  #giveBack(member: Member): void {
    member.busy = false;
    if (this.#members.indexOf(member) > 0) {
      if (this.#speed.isFasterWithout(this.#members.length))
        this.#end(member, 'A worker of the pool made the work no faster.');
      else this.#endWhenIdle(member);
    }
    this.#waiting.shift()?.resolve();
  }

  /** @throws why no worker can be started; the pool is given up then */
  #revive(): Promise<void> {
    this.#reviving ??= this.#startAnother().finally(() => {
      this.#reviving = undefined;
    });
    return this.#reviving;
  }

  async #startAnother(): Promise<void> {
    try {
      await this.#startMember();
    } catch (cause) {
      const error = asEmbedError(cause, 'worker-crashed', 'No worker could be started.');
      this.#crashed.resolve(error);
      throw error;
    }
  }

  async #start(): Promise<void> {
    try {
      const member = await this.#startMember();
      if (member) this.#endWhenIdle(member);
    } catch (error) {
      this.#size = this.#members.length; // those that there are go on
      if (this.#ended) return;
      const { message } = asEmbedError(error, 'worker-crashed', 'it could not be started.');
      // biome-ignore lint/suspicious/noConsole: nothing is lost but speed, and a developer must hear why
      console.warn(`react-embeddings: no further worker, because: ${message}`);
    }
  }

  /** Another worker; undefined where the pool has ended meanwhile. */
  async #startMember(): Promise<Member | undefined> {
    const slot = this.#freeSlot();
    const client = await this.#options.start(slot);
    if (!this.#ended) return this.#add(client, slot);
    client.terminate(this.#ended);
    return undefined;
  }

  #freeSlot(): number {
    let free = 0;
    while (this.#members.some(({ slot }) => slot === free)) free += 1;
    return free;
  }

  #add(client: WorkerClient<EmbedMethods>, slot: number): Member {
    const member: Member = { client, slot, busy: false };
    this.#members.push(member);
    void client.crashed.then(() => this.#drop(member));
    return member;
  }

  #drop(member: Member): void {
    clearTimeout(member.ending);
    const index = this.#members.indexOf(member);
    if (index >= 0) this.#members.splice(index, 1);
    if (this.#members.length === 0) this.#waiting.shift()?.resolve(); // it starts another
  }

  #endWhenIdle(member: Member): void {
    if (member === this.#members[0] || this.#ended) return;
    member.ending = setTimeout(() => {
      this.#end(member, 'A worker of the pool had nothing to do.');
      if (this.#members.length === 1) this.#speed.forget();
    }, this.#options.idleMs ?? IDLE_MS);
  }

  #end(member: Member, why: string): void {
    this.#drop(member);
    member.client.terminate(new Error(why));
  }
}

/** A tab that nobody sees leaves the other cores to those that somebody does. */
const isHidden = () => globalThis.document?.hidden === true;
