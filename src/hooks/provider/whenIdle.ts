/** How long a browser without `requestIdleCallback` is given to show the page, in milliseconds. */
const PAUSE_MS = 200;

/** Calls `act` once, when the page has loaded and then has nothing to do for a moment; not any more once `signal` aborts. */
export function whenIdle(act: () => void, signal: AbortSignal): void {
  const wait = () => {
    const isThere = 'requestIdleCallback' in globalThis; // not in Safari
    const id = isThere ? requestIdleCallback(act) : window.setTimeout(act, PAUSE_MS);
    const cancel = () => (isThere ? cancelIdleCallback(id) : clearTimeout(id));
    signal.addEventListener('abort', cancel, { once: true });
  };
  if (signal.aborted) return;
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true, signal });
}
