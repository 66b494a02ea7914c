'use client';

import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/** `useLayoutEffect`; on a server nothing, where React 18 would warn of it. */
const useCommitEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** The width of an element, in pixels; 0 before it is known. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number } {
  const [width, setWidth] = useState(0);
  useCommitEffect(() => {
    const node = element.current;
    if (!node) return;
    const measure = () => setWidth(node.clientWidth);
    measure();
    if (typeof ResizeObserver === 'undefined') return; // jsdom
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return { width };
}
