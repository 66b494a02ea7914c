/** How long no byte of a file may come: with the attempts after it 45 seconds in all, until the user is told. */
export const STALL_MS = 10_000;
const RETRIES = 3;
const FIRST_WAIT_MS = 500;

/** Ends a request in which nothing comes any more. */
export interface StallWatch {
  readonly signal: AbortSignal;
  /** Something came. */
  alive(): void;
  /** It is over; of an answer that was refused, the rest is not wanted. */
  end(): void;
}

/** @param reason What the signal aborts with. */
export function stallWatch(stallMs: number, reason: () => unknown): StallWatch {
  const controller = new AbortController();
  const give = () => controller.abort(reason());
  let timer = setTimeout(give, stallMs);
  return {
    signal: controller.signal,
    alive(): void {
      clearTimeout(timer);
      timer = setTimeout(give, stallMs);
    },
    end(): void {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

/** A server that has sent nothing for too long. */
export class SilentServer extends Error {}

/** An answer that is worth no second request. */
export class FinalAnswer extends Error {}

/**
 * The bytes of a file, in as many attempts as that takes: connections break off, and some servers stop to send.
 * @param take What is done with the answer, whose body is watched. Throws a `FinalAnswer` for what no retry can change.
 */
export async function fetchAlive<T>(
  url: string,
  take: (response: Response) => Promise<T>,
  stallMs: number = STALL_MS,
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    const stall = stallWatch(stallMs, () => new SilentServer(`nothing came for ${stallMs / 1000} s`));
    try {
      const response = await fetch(url, { signal: stall.signal });
      stall.alive();
      return await take(watched(response, stall));
    } catch (error) {
      const isFinal = error instanceof FinalAnswer || error instanceof WebAssembly.CompileError;
      if (isFinal || retries === RETRIES) throw error;
    } finally {
      stall.end();
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** retries));
  }
}

/** The same answer, each piece of whose body is a sign of life. */
function watched(response: Response, { alive }: StallWatch): Response {
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  const signs = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      alive();
      controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(signs), { status, statusText, headers });
}
