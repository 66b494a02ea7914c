'use client';

import { useEffect, useRef, useState } from 'react';
import { useCommitEffect } from '../useCommitEffect.js';
import type { ElementHandle } from './elementHandle.js';
import { keepFocus } from './keepFocus.js';
import { hasFocus } from './rowElements.js';

type Leave = (reason: 'blur' | 'outside') => void;

/**
 * Watches over the element around a search box: what had the focus and goes hands it on to the field; and while `isOpen`,
 * `onLeave` is called when the focus leaves the element, or something outside of it is pressed.
 * @returns the element's ref
 */
export function useRoot(isOpen: boolean, input: ElementHandle<HTMLInputElement>, onLeave: Leave) {
  const root = useRef<HTMLElement>(null);
  const end = useRef<() => void>(undefined);
  const latest = useRef(onLeave);
  useCommitEffect(() => {
    latest.current = onLeave;
  });
  useEffect(() => {
    if (!isOpen) return;
    const onPress = (event: Event) => {
      if (root.current && !event.composedPath().includes(root.current)) latest.current('outside');
    };
    const onFocusOut = ({ relatedTarget }: FocusEvent) => {
      // In a window that is not in front the focus stays where it is.
      const isInside =
        !root.current || hasFocus(root.current) || root.current.contains(relatedTarget as Node);
      if (!isInside) latest.current('blur');
    };
    const element = root.current;
    document.addEventListener('pointerdown', onPress);
    element?.addEventListener('focusout', onFocusOut);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      element?.removeEventListener('focusout', onFocusOut);
    };
  }, [isOpen]);
  const [onRoot] = useState(() => (element: HTMLElement | null) => {
    end.current?.();
    root.current = element;
    end.current = element ? keepFocus(element, input.get) : undefined;
  });
  return onRoot;
}
