'use client';

import { useEffect, useState } from 'react';

/** A part of the code that is loaded once what is there without it has been shown; nothing without a network. */
export function useLazy<T extends object>(load: () => Promise<T>): T | undefined {
  const [loaded, setLoaded] = useState<T>();
  useEffect(() => {
    let isCurrent = true;
    load().then(
      (part) => isCurrent && setLoaded(part),
      () => {}, // it is shown without
    );
    return () => {
      isCurrent = false;
    };
  }, [load]);
  return loaded;
}
