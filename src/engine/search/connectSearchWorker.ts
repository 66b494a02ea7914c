import { asEmbedError, type EmbedError } from '../errors.js';
import type { WorkerClient } from '../rpc/client.js';
import type { SearchMethods } from '../rpc/searchProtocol.js';
import { loadScript } from '../utils/loadScript.js';
import { defer } from '../utils/promises.js';

type Client = WorkerClient<SearchMethods>;

/** A call that waits for the code that starts a worker. */
interface WaitingCall {
  readonly make: (client: Client) => void;
  readonly reject: (reason: Error) => void;
}

const loadStart = () => loadScript(() => import('./startSearchWorker.js'), 'worker-crashed');

/** Begins to fetch the code that starts a worker. */
export function prefetchSearchWorker(): void {
  loadStart().catch(() => {}); // the start tells of it
}

/** The worker of an index. What starts it is fetched now: a page without a search does without it. */
export function connectSearchWorker(start: () => Worker): Client {
  const crashed = defer<EmbedError>();
  let waiting: readonly WaitingCall[] = [];
  let client: Client | undefined;
  let ended: Error | undefined;

  function terminate(reason: Error): void {
    ended ??= reason;
    client?.terminate(reason);
    for (const { reject } of waiting) reject(reason);
    waiting = [];
  }

  const use = ({ startSearchWorker }: typeof import('./startSearchWorker.js')) => {
    if (ended) return;
    client = startSearchWorker(start);
    client.crashed.then(crashed.resolve);
    for (const { make } of waiting) make(client);
    waiting = [];
  };
  loadStart()
    .then(use)
    .catch((cause) => {
      const error = asEmbedError(cause, 'worker-crashed', 'The worker of the index could not be started.');
      crashed.resolve(error);
      terminate(error);
    });

  return {
    call: (method, input, onProgress) => {
      if (client) return client.call(method, input, onProgress);
      if (ended) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        const make = (given: Client) => resolve(given.call(method, input, onProgress));
        waiting = [...waiting, { make, reject }];
      });
    },
    crashed: crashed.promise,
    terminate,
  };
}
