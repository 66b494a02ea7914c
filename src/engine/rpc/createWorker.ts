import { absoluteUrl } from '../utils/absoluteUrl.js';

/**
 * How the browser gets a worker's script: `direct` by its address, `blob` by a module of this origin that imports it. The
 * second one starts scripts of other origins, and takes its policies (COEP) from the page.
 */
export type Route = 'direct' | 'blob';

/** What came of creating a worker: the worker, or why there is none. */
export interface CreatedWorker {
  readonly worker?: Worker;
  readonly error?: unknown;
  /** The address of its script; `undefined` if it is not a worker of the browser's. */
  readonly script: string | undefined;
  /** Frees what only its start needs. */
  readonly release: () => void;
}

/** The name of our Trusted Types policy, for the directive `trusted-types` of a page. */
const POLICY = 'react-embeddings';

/** Scripts that only a blob could start, so that the next worker takes that way at once. */
const onlyByBlob = new Set<string>();

/**
 * Calls `start` and sees to it that the `new Worker(…)` in it goes by `route`. That expression must stay as it is, since
 * bundlers look for it: so `Worker` stands for something else while `start` runs. Never throws.
 */
export function createWorker(start: () => Worker, route: Route): CreatedWorker {
  let script: string | undefined;
  let blob: string | undefined;
  const release = () => blob !== undefined && URL.revokeObjectURL(blob);
  const construct = (native: typeof Worker, [url, options]: [string | URL, WorkerOptions?]) => {
    script = absoluteUrl(String(url));
    const isForeign = new URL(script).origin !== globalThis.origin;
    if (route === 'direct' && !isForeign && !onlyByBlob.has(script))
      return Reflect.construct(native, [trusted(url), options]);
    const made = blobOf(script, options);
    blob = made.blob;
    return Reflect.construct(native, [trusted(blob), { ...options, ...made.options }]);
  };
  try {
    return { worker: withWorker(construct, start), script, release };
  } catch (error) {
    release();
    return { error, script, release };
  }
}

/** The script could only be started by a blob. */
export function rememberBlob(script: string): void {
  onlyByBlob.add(script);
}

/** Whether `createWorker` takes the way by a blob from the start. */
export function isByBlob(script: string): boolean {
  return onlyByBlob.has(script) || new URL(script).origin !== globalThis.origin;
}

type Construct = (native: typeof Worker, args: [string | URL, WorkerOptions?]) => object;

/** Runs `start` with a `Worker` that is made by `construct`. */
function withWorker(construct: Construct, start: () => Worker): Worker {
  const native = globalThis.Worker;
  if (!native) return start(); // one of another kind, or an error that says that there is none
  const stand = new Proxy(native, {
    construct: (_, args) => construct(native, args as Parameters<Construct>[1]),
  });
  // A hardened page may not let it be replaced: a worker of its own origin starts anyway.
  if (!Reflect.set(globalThis, 'Worker', stand)) return start();
  try {
    return start();
  } finally {
    globalThis.Worker = native;
  }
}

/** A module of this origin, or a script for a classic worker, that loads another script. */
function blobOf(
  script: string,
  { type = 'classic' }: WorkerOptions = {},
): {
  readonly blob: string;
  readonly options: WorkerOptions;
} {
  const address = JSON.stringify(script);
  const isModule = type === 'module';
  // In a sandboxed frame browsers start no module from a blob, but a classic worker that imports it.
  const isClassic = isModule && globalThis.origin === 'null';
  const code = isClassic
    ? importing(address)
    : isModule
      ? `import ${address};`
      : `importScripts(${address});`;
  return {
    blob: URL.createObjectURL(new Blob([code], { type: 'text/javascript' })),
    options: isClassic ? { type: 'classic' } : {},
  };
}

/** A classic script that imports a module, and gives it the messages that came before it. */
const importing = (address: string) => `const early = [];
const keep = ({ data }) => early.push(data);
addEventListener('message', keep);
import(${address}).then(() => {
  removeEventListener('message', keep);
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
}, (error) => setTimeout(() => { throw error; }));`;

interface TrustedTypes {
  isScriptURL(value: unknown): boolean;
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** An address as a page with `require-trusted-types-for 'script'` takes it. */
function trusted(url: string | URL): string | URL {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (!trustedTypes || trustedTypes.isScriptURL(url)) return url;
  try {
    policy ??= trustedTypes.createPolicy(POLICY, { createScriptURL: (address) => address });
    return policy.createScriptURL(String(url));
  } catch {
    return url; // the page does not allow the policy: perhaps it has a default one, or asks for none
  }
}
