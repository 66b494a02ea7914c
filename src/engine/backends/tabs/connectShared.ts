import type { WorkerClient } from '../../rpc/client.js';
import type { EmbedMethods, LoadInput, SourceInput } from '../../rpc/embeddingProtocol.js';
import { hashTexts } from '../../utils/hash53.js';
import { SharedClient } from './SharedClient.js';

/** The number is that of what tabs say to each other: an older page of the app may be open beside this one. */
const NAME = 'react-embeddings-shared-v1';

/** Options of {@link connectShared}. */
export interface ConnectSharedOptions {
  /**
   * What the worker will load, and from where. Tabs that load the same share it: not those of another build of the app, whose
   * scripts may be gone.
   */
  readonly load: LoadInput | SourceInput;
  /** Which worker of a pool it is, from 0 on. */
  readonly slot: number;
  readonly connectOwn: () => WorkerClient<EmbedMethods>;
}

/** A worker that all tabs of this origin share; one of this tab's own where tabs cannot find each other. */
export function connectShared({ load, slot, connectOwn }: ConnectSharedOptions): WorkerClient<EmbedMethods> {
  if (!globalThis.navigator?.locks || !globalThis.BroadcastChannel) return connectOwn();
  return new SharedClient({
    name: `${NAME}/${hashTexts([JSON.stringify(load)])}/${slot}`,
    connectOwn,
  });
}
