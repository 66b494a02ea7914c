import { asEmbedError, toWire } from '../errors.js';
import type { Api, Call, Methods, Reply } from '../wire.js';

/** A `MessagePort`, or the global scope of a dedicated worker. */
export interface Port<M extends Methods> {
  postMessage(message: Reply, options?: StructuredSerializeOptions): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Call<M>>) => void): void;
}

/** Answers the calls that arrive at `port` with `api`. */
export function serve<M extends Methods>(port: Port<M>, api: Api<M>): void {
  async function answer({ id, method, input }: Call<M>): Promise<void> {
    try {
      const output = await api[method](input, (progress) =>
        port.postMessage({ type: 'progress', id, progress }),
      );
      port.postMessage({ type: 'return', id, output }, { transfer: buffersOf(output) });
    } catch (error) {
      const known = asEmbedError(error, 'inference-failed', `The worker failed in ${String(method)}.`);
      port.postMessage({ type: 'throw', id, error: toWire(known) });
    }
  }
  port.addEventListener('message', (event) => void answer(event.data));
}

/** What is transferred and not copied: a method's `data`. */
function buffersOf(output: object): ArrayBuffer[] {
  return 'data' in output && output.data instanceof Float32Array ? [output.data.buffer as ArrayBuffer] : [];
}
