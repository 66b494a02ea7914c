import { type Port, serve } from './server.js';
import type { Api, Methods } from './types.js';

/** A worker that runs in the page, behind a real wire: messages are copied and arrive later, as with any. */
export function inPageWorker<M extends Methods>(api: Api<M>, onTerminate = () => {}): Worker {
  const { port1, port2 } = new MessageChannel();
  serve<M>(port1 as Port<M>, api);
  port1.start();
  port2.start();
  const terminate = () => {
    onTerminate();
    port1.close();
    port2.close();
  };
  return Object.assign(port2, { terminate }) as unknown as Worker; // it has all that is used of a worker
}
