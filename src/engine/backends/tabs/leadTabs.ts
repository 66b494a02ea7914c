import type { WorkerClient } from '../../rpc/client.js';
import type {
  EmbedMethods,
  LoadInput,
  LoadOutput,
  SourceInput,
  WorkerApi,
} from '../../rpc/embeddingProtocol.js';
import { type Port, serve } from '../../rpc/server.js';
import type { OnProgress } from '../../rpc/types.js';
import { pairName } from './messages.js';

/** A tab whose worker does the work of others. */
export interface LeadingTab {
  /** Answers a tab that joins. */
  admit(tab: string): void;
  dismiss(tab: string): void;
  readonly call: WorkerClient<EmbedMethods>['call'];
  /** Stops answering, and ends the worker: what is pending in this tab is rejected with `reason`. */
  leave(reason: Error): void;
}

/** Options of {@link leadTabs}. */
export interface LeadOptions {
  readonly name: string;
  /** The id of this tab as a leader. */
  readonly leader: string;
  /** This tab's own worker. */
  readonly own: WorkerClient<EmbedMethods>;
  /** What this tab has loaded before it led: its worker loads it now, as those that ask do not do it again. */
  readonly load: LoadInput | SourceInput | undefined;
}

/** Does the work of other tabs in this tab's worker, in the order in which it is asked for. */
export function leadTabs({ name, leader, own, load }: LeadOptions): LeadingTab {
  const channels = new Map<string, BroadcastChannel>();
  const loadOnce = oneLoad((input, onProgress) => own.call('load', input, onProgress));
  const loaded = load && loadOnce(load, () => {});
  loaded?.catch(() => {}); // who calls hears of it
  const call = async <K extends keyof EmbedMethods>(
    method: K,
    input: EmbedMethods[K]['input'],
  ): Promise<EmbedMethods[K]['output']> => {
    await loaded;
    return own.call(method, input);
  };
  const api: WorkerApi = {
    load: loadOnce,
    embed: (input) => call('embed', input),
    count: (input) => call('count', input),
    split: (input) => call('split', input),
  };
  return {
    admit(tab) {
      channels.get(tab)?.close();
      const channel = new BroadcastChannel(pairName(name, leader, tab));
      channels.set(tab, channel);
      serve<EmbedMethods>(
        portOf(channel, () => channels.get(tab) === channel),
        api,
      );
    },
    dismiss(tab) {
      channels.get(tab)?.close();
      channels.delete(tab);
    },
    call: (method, input, onProgress) => api[method](input, onProgress ?? (() => {})),
    leave(reason) {
      for (const channel of channels.values()) channel.close();
      channels.clear();
      own.terminate(reason);
    },
  };
}

/** Tabs load the same model: the first one does it, and the others hear how it goes. */
function oneLoad(run: WorkerApi['load']): WorkerApi['load'] {
  let running: Promise<LoadOutput> | undefined;
  let hasConsent = false;
  const listeners = new Set<OnProgress>();
  const tellAll: OnProgress = (progress) => {
    for (const tell of listeners) tell(progress);
  };

  async function begin(input: LoadInput | SourceInput, before: typeof running): Promise<LoadOutput> {
    const found = await before?.catch(() => undefined);
    return found ?? run(input, tellAll);
  }

  return async (input, onProgress) => {
    listeners.add(onProgress);
    const isFirstConsent = input.consent === true && !hasConsent; // one without consent may fail for want of it
    hasConsent ||= isFirstConsent;
    if (!running || isFirstConsent) running = begin(input, running);
    const joined = running;
    try {
      return await joined;
    } catch (error) {
      if (running === joined) running = undefined;
      throw error;
    } finally {
      listeners.delete(onProgress);
    }
  };
}

/** A channel as `serve` knows ports. What comes too late for it is not sent. */
function portOf(channel: BroadcastChannel, isOpen: () => boolean): Port<EmbedMethods> {
  return {
    postMessage: (message) => isOpen() && channel.postMessage(message),
    addEventListener: (type, listener) => channel.addEventListener(type, listener),
  };
}
