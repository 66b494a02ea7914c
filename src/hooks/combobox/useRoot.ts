'use client';

import { useRef, useState } from 'react';
import { useLatest } from '../useLatest.js';
import { hasFocus, rootOf } from './rowElements.js';

type Leave = (reason: 'blur' | 'outside') => void;
type Field = () => HTMLElement | null;
type SetInside = (isFocused: boolean) => void;

/**
 * Watches over the element around a search box: when what has the focus in it is removed, such as a button that has done its work,
 * the field gets the focus; and `onLeave` is called when the focus leaves the element, or something outside of it is pressed.
 * @returns the element's ref, and whether the focus is in it
 */
export function useRoot(field: Field, onLeave: Leave) {
  const latest = useLatest(onLeave);
  const [isFocused, setInside] = useState(false);
  const end = useRef<() => void>(undefined);
  const [onRoot] = useState(() => (root: HTMLElement | null) => {
    end.current?.();
    if (!root) return;
    setInside(hasFocus(root)); // a server's page is used before React has taken it over
    end.current = watch(root, field, setInside, (reason) => latest.current(reason));
  });
  return { onRoot, isFocused };
}

/** @returns what ends it */
function watch(root: HTMLElement, field: Field, setInside: SetInside, onLeave: Leave): () => void {
  const end = new AbortController();
  const { signal } = end;
  let last: Node | null = null; // what has the focus
  const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
    // Some browsers tell of it also when the element is being removed: then it is gone when this task ends.
    queueMicrotask(() => {
      if (last === target && root.contains(last)) last = null;
    });
    // In a window that is not in front the focus stays where it is.
    if (hasFocus(root) || root.contains(relatedTarget as Node | null)) return;
    setInside(false);
    onLeave('blur');
  };
  const observer = new MutationObserver(() => {
    if (!last || root.contains(last)) return;
    last = null;
    const { body } = document;
    if ((rootOf(root).activeElement ?? body) === body) field()?.focus(); // else the keyboard begins again at the top
  });
  observer.observe(root, { childList: true, subtree: true });
  const onFocusIn = ({ target }: FocusEvent) => {
    last = target as Node;
    setInside(true);
  };
  root.addEventListener('focusin', onFocusIn, { signal });
  root.addEventListener('focusout', onFocusOut, { signal });
  document.addEventListener(
    'pointerdown',
    (event) => event.composedPath().includes(root) || onLeave('outside'),
    { signal },
  );
  return () => {
    end.abort();
    observer.disconnect();
  };
}
