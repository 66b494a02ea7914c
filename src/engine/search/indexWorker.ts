import { connect, type WorkerClient } from '../backends/client.js';
import type { EmbedError } from '../errors.js';
import type { NewDocument, SearchMethods } from './protocol.js';
import type { Changes } from './slots.js';
import type { LexicalEngine } from './types.js';

/** How many texts go to the worker in one message. */
const TEXTS_AT_ONCE = 1_000;

/** The world around an {@link IndexWorker}. */
export interface IndexWorkerOptions {
  /** Starts a worker. */
  readonly start: () => Worker;
  /** What is searched of a document now. */
  readonly read: (document: number) => NewDocument;
  /** Searches by words, if not the worker is to. */
  readonly lexical: LexicalEngine | undefined;
  /** All documents that there are. */
  readonly documents: () => Iterable<number>;
  /** The worker died of itself; the next call starts another, which has all texts but no vectors. */
  readonly onLost: (error: EmbedError) => void;
  /** A message that nobody waits for could not be answered. */
  readonly onError: (error: unknown) => void;
}

/** The worker of an index as the page sees it: started when it is first needed, and told of all texts before anything else. */
export class IndexWorker {
  readonly #options: IndexWorkerOptions;
  /** Documents whose texts the worker does not have yet. */
  readonly #unsent = new Set<number>();
  #client: WorkerClient<SearchMethods> | undefined;

  constructor(options: IndexWorkerOptions) {
    this.#options = options;
  }

  /** Calls a method of the worker; messages arrive in their order. */
  call<K extends keyof SearchMethods>(
    method: K,
    input: SearchMethods[K]['input'],
  ): Promise<SearchMethods[K]['output']> {
    const client = this.#open();
    this.#flush(client);
    return client.call(method, input);
  }

  /** As `call`, but only if there is a worker, and nobody waits for the answer. */
  tell<K extends keyof SearchMethods>(method: K, input: SearchMethods[K]['input']): void {
    this.#client?.call(method, input).catch(this.#options.onError);
  }

  change({ put, removed }: Changes): void {
    const { lexical, read } = this.#options;
    lexical?.remove(removed);
    lexical?.put(put.map(read));
    for (const document of removed) this.#unsent.delete(document);
    for (const document of put) this.#unsent.add(document);
    if (!this.#client) return;
    if (removed.length > 0) this.tell('remove', { documents: removed });
    this.#flush(this.#client);
  }

  terminate(reason: EmbedError): void {
    this.#client?.terminate(reason);
  }

  #open(): WorkerClient<SearchMethods> {
    if (this.#client) return this.#client;
    const client = connect<SearchMethods>(this.#options.start());
    this.#client = client;
    for (const document of this.#options.documents()) this.#unsent.add(document);
    void client.crashed.then((error) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#options.onLost(error);
    });
    return client;
  }

  #flush(client: WorkerClient<SearchMethods>): void {
    const numbers = [...this.#unsent];
    this.#unsent.clear();
    for (let start = 0; start < numbers.length; start += TEXTS_AT_ONCE) {
      const part = numbers.slice(start, start + TEXTS_AT_ONCE);
      const input = { documents: part.map(this.#options.read), words: !this.#options.lexical };
      client.call('put', input).catch(this.#options.onError);
    }
  }
}
