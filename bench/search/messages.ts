// What the page sends to its workers: each message is noted before it goes.

interface Sent {
  readonly method: string;
  /** Characters of texts that are embedded, counted, or split. */
  readonly characters: number;
}

let sent: Sent[] = [];

const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function noted(message: unknown, options?: object) {
  const call = message as { readonly type?: string; readonly method?: string; readonly input?: object };
  if (call.type === 'call' && call.method !== undefined)
    sent.push({ method: call.method, characters: charactersOf(call.input ?? {}) });
  return Reflect.apply(postMessage, this, [message, options]);
};

function charactersOf(input: { readonly inputs?: readonly string[]; readonly text?: string }): number {
  return (input.inputs ?? [input.text ?? '']).reduce((sum, { length }) => sum + length, 0);
}

/** The calls of these methods while something is done. */
export async function callsDuring(methods: readonly string[], work: () => Promise<unknown>): Promise<Sent[]> {
  sent = [];
  await work();
  return sent.filter(({ method }) => methods.includes(method));
}
