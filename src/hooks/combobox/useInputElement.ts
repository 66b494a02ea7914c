'use client';

import { useState } from 'react';
import type { ElementHandle } from './elementHandle.js';

/**
 * The field, and its DOM id: the app's, or `ownId`.
 * @param onFound Called with the field when it is there: what was typed into server-rendered HTML before hydration
 * fired no event.
 */
export function useInputElement(
  ownId: string,
  input: ElementHandle<HTMLInputElement>,
  onFound: (field: HTMLInputElement) => void,
) {
  const [inputId, setInputId] = useState(ownId);
  // It stays the same, since React calls a ref that is new at each render for each render.
  const [onInput] = useState(() => (element: HTMLInputElement | null) => {
    input.set(element);
    if (!element) return;
    setInputId(element.id);
    onFound(element);
  });
  return { inputId, onInput };
}
