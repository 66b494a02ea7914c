import type { Ref, RefCallback } from 'react';

type AnyRef<T> = Ref<T> | undefined;

const composed = new WeakMap<object, WeakMap<object, RefCallback<unknown>>>();

/**
 * Two refs as one: the same function for the same refs, since React detaches and attaches a ref whose function changes.
 */
export function composeRefs<T>(first: AnyRef<T>, second?: AnyRef<T>): AnyRef<T> {
  if (!first || !second) return first ?? second;
  const known = composed.get(first) ?? new WeakMap<object, RefCallback<unknown>>();
  composed.set(first, known);
  const callback = (known.get(second) as RefCallback<T> | undefined) ?? callbackOf([first, second]);
  known.set(second, callback as RefCallback<unknown>); // of these very refs
  return callback;
}

function callbackOf<T>(refs: readonly NonNullable<Ref<T>>[]): RefCallback<T> {
  let cleanups: readonly (() => void)[] = [];
  return (element) => {
    if (element === null) for (const cleanup of cleanups) cleanup();
    else cleanups = refs.map((ref) => attach(ref, element));
  };
}

/** Gives an element to a ref. @returns what takes it away again: what a ref of React 19 returned, or else a call with `null` */
function attach<T>(ref: NonNullable<Ref<T>>, element: T): () => void {
  if (typeof ref !== 'function') {
    ref.current = element;
    return () => {
      ref.current = null;
    };
  }
  const cleanup = ref(element);
  return typeof cleanup === 'function' ? cleanup : () => void ref(null);
}
