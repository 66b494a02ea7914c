import { EmbedError, reasonOf } from '../errors.js';
import type { WorkerClient } from '../rpc/client.js';
import type { NewDocument, SearchMethods } from '../rpc/searchProtocol.js';
import type { OnProgressOf } from '../rpc/types.js';
import { isDevelopment } from '../utils/isDevelopment.js';
import { nextTask } from '../utils/promises.js';
import { connectSearchWorker } from './connectSearchWorker.js';
import type { Changes } from './ItemStore.js';
import type { LexicalEngine } from './optionTypes.js';

/** The largest message of texts: copying more would take longer than a frame. */
const TEXTS_PER_BATCH = 1_000;
const CHARACTERS_PER_BATCH = 500_000;

/** Dependencies of {@link SearchWorkerClient}. */
export interface SearchWorkerClientOptions {
  /** Starts a worker. */
  readonly start: () => Worker;
  /** The texts of a document now. */
  readonly read: (docId: number) => NewDocument;
  /** The language of the texts, a BCP 47 tag; the worker then finds other forms of a word, too. */
  readonly language: string | undefined;
  /** An engine that searches words in place of the worker. */
  readonly lexical: LexicalEngine | undefined;
  /** All documents of the index. */
  readonly docIds: () => Iterable<number>;
  /** Called when the worker crashed or cannot start. The next call starts another worker, which gets all texts and has no vectors. */
  readonly onLost: (error: EmbedError) => void;
  /** Called when a message failed whose answer is not awaited. */
  readonly onError: (error: unknown) => void;
}

/** The page's client of an index's search worker: starts the worker with the first call, and sends all texts before any call. */
export class SearchWorkerClient {
  readonly #options: SearchWorkerClientOptions;
  /** Documents whose texts the worker does not have yet. */
  #unsent = new Set<number>();
  #client: WorkerClient<SearchMethods> | undefined;
  #sending: Promise<void> | undefined;
  #ended: EmbedError | undefined;
  #language: string | undefined;

  constructor(options: SearchWorkerClientOptions) {
    this.#options = options;
    this.#language = options.language;
  }

  /** The language of the texts, a BCP 47 tag. */
  get language(): string | undefined {
    return this.#language;
  }

  setLanguage(language: string): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#client?.call('setLanguage', { language }).catch(this.#noteLanguage);
  }

  /**
   * Calls a method of the worker once the worker has all texts.
   * @param given The input, or a function that makes it when the message is sent: items may change while texts are sent.
   * @throws the reason of `terminate`: a call that was pending then must not start another worker
   */
  async call<K extends keyof SearchMethods>(
    method: K,
    given: SearchMethods[K]['input'] | (() => SearchMethods[K]['input']),
    onProgress?: OnProgressOf<SearchMethods, K>,
  ): Promise<SearchMethods[K]['output']> {
    const client = this.#open();
    while (this.#unsent.size > 0 && this.#client === client) await this.#send(client);
    return client.call(method, typeof given === 'function' ? given() : given, onProgress);
  }

  /** As `call`, at once, for a method that needs no texts. */
  async callEarly<K extends keyof SearchMethods>(
    method: K,
    input: SearchMethods[K]['input'],
  ): Promise<SearchMethods[K]['output']> {
    const client = this.#open();
    const answer = client.call(method, input);
    if (this.#unsent.size > 0) void this.#send(client);
    return answer;
  }

  /** Starts the worker and sends it all texts, so that later calls need not wait for them. */
  start(): void {
    void this.#send(this.#open());
  }

  /** As `call`, but only if there is a worker, and without waiting for the answer. */
  tell<K extends keyof SearchMethods>(method: K, input: SearchMethods[K]['input']): void {
    this.#client?.call(method, input).catch(this.#noteError);
  }

  change({ put, removed }: Changes): void {
    const { lexical, read } = this.#options;
    lexical?.remove(removed);
    lexical?.put(put.map(read));
    if (!this.#client) return; // the next worker gets all texts
    for (const docId of removed) this.#unsent.delete(docId);
    for (const docId of put) this.#unsent.add(docId);
    if (removed.length > 0) this.tell('remove', { docIds: removed });
    void this.#send(this.#client);
  }

  terminate(reason: EmbedError): void {
    this.#ended = reason;
    this.#client?.terminate(reason);
  }

  readonly #noteError = (error: unknown): void => {
    if (!isCrash(error)) this.#options.onError(error); // `onLost` is called for a crash
  };

  /** Without the language file, words are still found, but not their other forms. */
  readonly #noteLanguage = (error: unknown): void => {
    if (isCrash(error) || this.#ended || !isDevelopment()) return;
    // biome-ignore lint/suspicious/noConsole: a file of the app is missing, and nothing else shows it
    console.warn(`react-embeddings: no stemmer for "${this.#language}": ${reasonOf(error)}`);
  };

  #open(): WorkerClient<SearchMethods> {
    if (this.#ended) throw this.#ended;
    if (this.#client) return this.#client;
    const client = connectSearchWorker(this.#options.start);
    this.#client = client;
    const language = this.#language;
    if (language !== undefined) client.call('setLanguage', { language }).catch(this.#noteLanguage);
    this.#sending = undefined; // the pending sending was for the last worker
    this.#unsent = new Set(this.#options.docIds());
    void client.crashed.then((error) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#options.onLost(error);
    });
    return client;
  }

  /** Sends the texts that the worker does not have, some in each task, so that the page stays responsive. */
  #send(client: WorkerClient<SearchMethods>): Promise<void> {
    if (this.#sending) return this.#sending;
    const sending = this.#sendAll(client).finally(() => {
      if (this.#sending === sending) this.#sending = undefined;
    });
    this.#sending = sending;
    return sending;
  }

  async #sendAll(client: WorkerClient<SearchMethods>): Promise<void> {
    while (this.#unsent.size > 0 && this.#client === client) {
      const input = { documents: this.#take(), indexWords: !this.#options.lexical };
      client.call('put', input).catch(this.#noteError);
      if (this.#unsent.size > 0) await nextTask();
    }
  }

  /** The next documents to be sent. */
  #take(): NewDocument[] {
    const documents: NewDocument[] = [];
    let characters = 0;
    for (const docId of this.#unsent) {
      const document = this.#options.read(docId);
      documents.push(document);
      this.#unsent.delete(docId);
      characters += document.text.length;
      if (documents.length === TEXTS_PER_BATCH || characters > CHARACTERS_PER_BATCH) break;
    }
    return documents;
  }
}

export const isCrash = (error: unknown) => EmbedError.is(error, 'worker-crashed');
