'use client';

import { useState } from 'react';

/** A state that the app holds (controlled), or the component, from `defaultValue` on. */
export function useControlledState<V, N extends V = V>(
  value: V | undefined,
  defaultValue: V,
  onChange: ((next: N) => void) | undefined,
) {
  const [own, setOwn] = useState(defaultValue);
  const change = (next: N) => {
    setOwn(next);
    onChange?.(next);
  };
  return [value ?? own, change] as const;
}
