'use client';

import { useEffect, useState } from 'react';

/**
 * True once the value has been true for `forMs` milliseconds, so that short states do not flicker.
 * @param since Another number restarts the delay.
 */
export function useDelayedFlag(isSo: boolean, forMs: number, since?: number): boolean {
  const [lasts, setLasts] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number restarts the delay
  useEffect(() => {
    const timer = setTimeout(setLasts, forMs, isSo);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [isSo, forMs, since]);
  return isSo && lasts;
}
