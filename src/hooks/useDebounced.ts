'use client';

import { useEffect, useState } from 'react';

/** `value`, once it has stayed the same for `delayMs`; at once, in the same render, with 0. */
export function useDebounced<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  const isAtOnce = delayMs <= 0;
  if (isAtOnce && !Object.is(value, settled)) setSettled(value);
  useEffect(() => {
    if (isAtOnce || Object.is(value, settled)) return;
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, settled, delayMs, isAtOnce]);
  return isAtOnce ? value : settled;
}
