import { asEmbedError, toWire } from '../errors.js';
import type { Call, Method, Reply, WorkerApi } from '../protocol.js';

/** A `MessagePort`, or the global scope of a dedicated worker. */
export interface Port {
  postMessage(message: Reply, options?: StructuredSerializeOptions): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Call>) => void): void;
}

/** Answers the calls that arrive at `port` with `api`. */
export function serve(port: Port, api: WorkerApi): void {
  async function answer<M extends Method>({ id, method, input }: Call<M>): Promise<void> {
    try {
      const run: WorkerApi[M] = api[method];
      const output = await run(input, (progress) => port.postMessage({ type: 'progress', id, progress }));
      port.postMessage(
        { type: 'return', id, output },
        { transfer: 'data' in output ? [output.data.buffer] : [] },
      );
    } catch (error) {
      const known = asEmbedError(error, 'inference-failed', `The embedding worker failed in ${method}.`);
      port.postMessage({ type: 'throw', id, error: toWire(known) });
    }
  }
  port.addEventListener('message', (event) => void answer(event.data));
}
