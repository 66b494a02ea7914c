'use client';

import { useRef, useState } from 'react';
import { useCommitEffect } from '../useCommitEffect.js';
import { hasFocus, rootOf } from './rowElements.js';

type Leave = (reason: 'blur' | 'outside') => void;
type Field = () => HTMLElement | null;

/**
 * Watches over the element around a search box: when what has the focus in it is removed, such as a button that has done its work,
 * the field gets the focus; and `onLeave` is called when the focus leaves the element, or something outside of it is pressed.
 * @returns the element's ref
 */
export function useRoot(field: Field, onLeave: Leave) {
  const latest = useRef(onLeave);
  useCommitEffect(() => {
    latest.current = onLeave;
  });
  const end = useRef<AbortController>(undefined);
  const [onRoot] = useState(() => (root: HTMLElement | null) => {
    end.current?.abort();
    if (!root) return;
    end.current = new AbortController();
    watch(root, field, (reason) => latest.current(reason), end.current.signal);
  });
  return onRoot;
}

function watch(root: HTMLElement, field: Field, onLeave: Leave, signal: AbortSignal): void {
  let last: Node | null = null; // what has the focus
  const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
    // In a window that is not in front the focus stays where it is.
    if (!hasFocus(root) && !root.contains(relatedTarget as Node | null)) onLeave('blur');
    // Some browsers tell of it also when the element is being removed: then it is gone when this task ends.
    queueMicrotask(() => {
      if (last === target && root.contains(last)) last = null;
    });
  };
  const observer = new MutationObserver(() => {
    if (!last || root.contains(last)) return;
    last = null;
    const { activeElement } = rootOf(root);
    if (!activeElement || activeElement === document.body) field()?.focus(); // else the keyboard begins again at the top
  });
  observer.observe(root, { childList: true, subtree: true });
  signal.addEventListener('abort', () => observer.disconnect());
  root.addEventListener('focusin', ({ target }) => (last = target as Node), { signal });
  root.addEventListener('focusout', onFocusOut, { signal });
  document.addEventListener(
    'pointerdown',
    (event) => event.composedPath().includes(root) || onLeave('outside'),
    { signal },
  );
}
