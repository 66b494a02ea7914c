'use client';

import { useEffect, useLayoutEffect } from 'react';

/** `useLayoutEffect`; on a server nothing, where React 18 would warn of it. */
export const useCommitEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;
