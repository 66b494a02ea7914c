'use client';

import { useEffect, useState } from 'react';

/** How long a browser without `requestIdleCallback` is given to show the page, in milliseconds. */
const PAUSE_MS = 200;

/** Whether the page has loaded and then had nothing to do for a moment; not looked for unless `isAwaited`. */
export function useIdle(isAwaited: boolean): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => (isAwaited ? onIdle(() => setIdle(true)) : undefined), [isAwaited]);
  return isAwaited && isIdle;
}

/** Calls `act` once; not any more when the returned function was called. */
function onIdle(act: () => void): () => void {
  let cancel = () => {};
  const wait = () => {
    const isThere = 'requestIdleCallback' in globalThis; // not in Safari
    const id = isThere ? requestIdleCallback(act) : window.setTimeout(act, PAUSE_MS);
    cancel = () => (isThere ? cancelIdleCallback(id) : clearTimeout(id));
  };
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
  return () => {
    removeEventListener('load', wait);
    cancel();
  };
}
