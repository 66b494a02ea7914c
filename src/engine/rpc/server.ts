import { asEmbedError, toWire } from '../errors.js';
import { openLock } from './heldLock.js';
import { type Api, buffersOf, type Call, type Methods, type Ping, type Reply } from './types.js';

/** A `MessagePort`, or the global scope of a dedicated worker. */
export interface Port<M extends Methods> {
  postMessage(message: Reply, options?: StructuredSerializeOptions): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Call<M> | Ping>) => void): void;
}

/**
 * How long the lock is held behind the last call, in milliseconds: each request of one costs a call about a millisecond, and calls
 * come one after the other.
 */
const LINGER_MS = 500;

/** Marks a port whose calls are answered. */
const SERVED = Symbol.for('react-embeddings.served');

/**
 * Answers the calls that arrive at `port` with `api`. Only the first call for a port counts: WebKit runs the script of a worker
 * once more when a chunk that comes later imports it.
 */
export function serve<M extends Methods>(port: Port<M>, api: Api<M>): void {
  if (Object.hasOwn(port, SERVED)) return;
  Object.defineProperty(port, SERVED, { value: true });
  /** In a worker of its own: how its page sees that it lives. */
  const lock = port === (globalThis.self as unknown) ? openLock() : undefined;
  let calls = 0;
  let held: Promise<void> | undefined;
  let lingering: ReturnType<typeof setTimeout> | undefined;

  function letGo(): void {
    lock?.release();
    held = undefined;
  }

  async function answer({ id, method, input }: Call<M>): Promise<void> {
    calls += 1;
    clearTimeout(lingering);
    held ??= lock?.hold();
    try {
      // Browsers ask for a lock in a task of its own, which work that takes long would hold up. All calls wait, in their order.
      await held;
      const output = await api[method](input, (progress) =>
        port.postMessage({ type: 'progress', id, progress }),
      );
      port.postMessage({ type: 'return', id, output }, { transfer: buffersOf(output) });
    } catch (error) {
      const known = asEmbedError(error, 'inference-failed', `The worker failed in ${String(method)}.`);
      throwTo(port, id, known);
    } finally {
      calls -= 1;
      if (calls === 0 && lock) lingering = setTimeout(letGo, LINGER_MS);
    }
  }

  port.addEventListener('message', ({ data }) => {
    if (data.type === 'ping') port.postMessage({ type: 'ready' });
    else void answer(data);
  });
  port.postMessage({ type: 'ready', ...(lock && { lock: lock.name }) });
}

/** An error may hold what cannot be copied. */
function throwTo<M extends Methods>(port: Port<M>, id: number, error: Parameters<typeof toWire>[0]): void {
  const wire = toWire(error);
  try {
    port.postMessage({ type: 'throw', id, error: wire });
  } catch {
    const { code, message } = wire;
    port.postMessage({ type: 'throw', id, error: { code, message, details: {} } });
  }
}
