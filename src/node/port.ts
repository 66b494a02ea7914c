import type { MessagePort } from 'node:worker_threads';
import type { Port } from '../engine/rpc/server.js';
import type { Methods } from '../engine/rpc/types.js';

/** A thread's port, as the scope of a browser's worker. */
export function browserLike<M extends Methods>(port: MessagePort | null): Port<M> {
  if (!port) throw new Error('This file is a worker: it is started by the library.');
  return {
    postMessage: (message, { transfer = [] } = {}) => port.postMessage(message, transfer as ArrayBuffer[]), // nothing else is transferred
    addEventListener: (type, listener) =>
      port.on(type, (data) => listener(new MessageEvent('message', { data }))),
  };
}
