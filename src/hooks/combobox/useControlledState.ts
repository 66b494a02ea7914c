'use client';

import { useState } from 'react';

/** A state that the app holds (controlled), or the component, from `defaultValue` on. */
export function useControlledState<V, N extends V = V>(
  value: V | undefined,
  onChange: ((next: N) => void) | undefined,
  defaultValue: V,
) {
  const [own, setOwn] = useState(defaultValue);
  return [
    value ?? own,
    (next: N) => {
      setOwn(next);
      onChange?.(next);
    },
  ] as const;
}
