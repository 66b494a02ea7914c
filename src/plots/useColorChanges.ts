'use client';

import { useEffect, useState } from 'react';

const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];

/** Grows when the colors of the page may have changed: by the system, or by a class or theme of the document. Canvases do not follow. */
export function useColorChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const change = () => setChanges((count) => count + 1);
    const lists = QUERIES.flatMap((query) => globalThis.matchMedia?.(query) ?? []); // not in jsdom
    for (const list of lists) list.addEventListener('change', change);
    const observer = new MutationObserver(change);
    for (const element of [document.documentElement, document.body])
      observer.observe(element, { attributes: true });
    return () => {
      observer.disconnect();
      for (const list of lists) list.removeEventListener('change', change);
    };
  }, []);
  return changes;
}
