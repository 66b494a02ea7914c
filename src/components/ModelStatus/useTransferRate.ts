'use client';

import { useEffect, useState } from 'react';
import { rateOf, type Sample, withSample } from './transferRate.js';

/**
 * Bytes per second of a download that has loaded `loaded` bytes; `undefined` while too little is known, or none runs.
 */
export function useTransferRate(loaded: number | undefined): number | undefined {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a sample has the time at which it came, which no render may read
    if (loaded === undefined) setSamples([]);
    else setSamples((earlier) => withSample(earlier, { at: performance.now(), loaded }));
  }, [loaded]);
  return loaded === undefined ? undefined : rateOf(samples);
}
