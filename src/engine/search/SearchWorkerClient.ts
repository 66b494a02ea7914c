import { EmbedError, reasonOf } from '../errors.js';
import type { WorkerClient } from '../rpc/client.js';
import type { NewDocument, SearchMethods } from '../rpc/searchProtocol.js';
import type { OnProgressOf } from '../rpc/types.js';
import { isDevelopment } from '../utils/isDevelopment.js';
import { nextTask } from '../utils/promises.js';
import { connectSearchWorker } from './connectSearchWorker.js';
import type { Changes } from './ItemStore.js';
import type { LexicalEngine } from './optionTypes.js';

/** What goes to the worker in one message at most: copying more would take a frame. */
const TEXTS_PER_BATCH = 1_000;
const CHARACTERS_PER_BATCH = 500_000;

/** Dependencies of {@link SearchWorkerClient}. */
export interface SearchWorkerClientOptions {
  /** Starts a worker. */
  readonly start: () => Worker;
  /** What is searched of a document now. */
  readonly read: (docId: number) => NewDocument;
  /** The language of the texts, a BCP 47 tag; the worker then finds other forms of a word, too. */
  readonly language: string | undefined;
  /** Searches lexically in place of the worker. */
  readonly lexical: LexicalEngine | undefined;
  /** All documents that there are. */
  readonly docIds: () => Iterable<number>;
  /** The worker died of itself, or cannot start; the next call starts another, which has all texts but no vectors. */
  readonly onLost: (error: EmbedError) => void;
  /** A message whose answer is not awaited failed. */
  readonly onError: (error: unknown) => void;
}

/** The worker of an index as the page sees it: started when it is first needed, and told of all texts before anything else. */
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
   * Calls a method of the worker, when it has all texts.
   * @param given The input, or what makes it when it goes: of what items are then, which may have changed while texts were sent.
   * @throws the reason of `terminate`: what was on its way then must not start another worker
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

  /** As `call`, of what needs no texts, and so at once. */
  async callEarly<K extends keyof SearchMethods>(
    method: K,
    input: SearchMethods[K]['input'],
  ): Promise<SearchMethods[K]['output']> {
    const client = this.#open();
    const answer = client.call(method, input);
    if (this.#unsent.size > 0) void this.#send(client);
    return answer;
  }

  /** Starts the worker and gives it all texts, so that no later call waits for that. */
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
    if (!this.#client) return; // it will be told of all
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
    if (!isCrash(error)) this.#options.onError(error); // of which `onLost` hears
  };

  /** Words are found anyway, if less of them. */
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
    this.#sending = undefined; // what is under way is for the worker before
    this.#unsent = new Set(this.#options.docIds());
    void client.crashed.then((error) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#options.onLost(error);
    });
    return client;
  }

  /** Sends the texts that the worker does not have, some in each task, so that the page stays alive. */
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
