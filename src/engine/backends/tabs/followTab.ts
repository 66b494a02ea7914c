import { connect, type WorkerClient } from '../../rpc/client.js';
import type { EmbedMethods } from '../../rpc/embeddingProtocol.js';
import { pairName } from './messages.js';

/** A leader as a tab that follows it sees it. */
export interface FollowedTab {
  readonly leader: string;
  readonly call: WorkerClient<EmbedMethods>['call'];
  /** Asks for a sign of life. */
  ping(): void;
  leave(reason: Error): void;
}

/** Options of {@link followTab}. */
export interface FollowOptions {
  readonly name: string;
  readonly leader: string;
  /** The id of this tab. */
  readonly tab: string;
  /** The leader has said something. */
  readonly onSign: () => void;
}

/** Opens this tab's end of the channel to a leader. Calls wait until the leader has opened its own. */
export function followTab({ name, leader, tab, onSign }: FollowOptions): FollowedTab {
  const channel = new BroadcastChannel(pairName(name, leader, tab));
  const early: unknown[] = [];
  let isOpen = false;
  channel.addEventListener('message', () => {
    onSign();
    if (isOpen) return;
    isOpen = true;
    for (const message of early.splice(0)) channel.postMessage(message);
  });
  const post = channel.postMessage.bind(channel);
  const worker = Object.assign(channel, {
    postMessage: (message: unknown) => (isOpen ? post(message) : void early.push(message)),
    terminate: () => channel.close(),
  });
  // It has all that is used of a worker.
  const { call, terminate } = connect<EmbedMethods>(() => worker as unknown as Worker);
  return { leader, call, ping: () => post({ type: 'ping' }), leave: terminate };
}
