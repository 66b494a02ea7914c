'use client';

import { type RefObject, useRef } from 'react';
import { useCommitEffect } from './useCommitEffect.js';

/** The value of the last render that was committed, for what is called later. */
export function useLatest<T>(value: T): Readonly<RefObject<T>> {
  const latest = useRef(value);
  useCommitEffect(() => {
    latest.current = value;
  });
  return latest;
}
