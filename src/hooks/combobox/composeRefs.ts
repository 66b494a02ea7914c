import type { Ref, RefCallback } from 'react';

type AnyRef<T> = Ref<T> | undefined;

const composed = new WeakMap<object, WeakMap<object, RefCallback<unknown>>>();

/**
 * Refs as one: the same function for the same refs, since React calls one that is new at each render for each render.
 */
export function composeRefs<T>(first: AnyRef<T>, second?: AnyRef<T>): RefCallback<T> | undefined {
  const only = first ?? second;
  if (!only) return undefined;
  const other = (first && second) || only;
  const known = composed.get(only) ?? new WeakMap<object, RefCallback<unknown>>();
  composed.set(only, known);
  const callback = (known.get(other) as RefCallback<T> | undefined) ?? callbackOf(new Set([only, other]));
  known.set(other, callback as RefCallback<unknown>); // of these very refs
  return callback;
}

function callbackOf<T>(refs: ReadonlySet<Exclude<AnyRef<T>, undefined | null>>): RefCallback<T> {
  let cleanups: readonly (() => void)[] = [];
  return (element) => {
    if (element === null) for (const cleanup of cleanups) cleanup();
    else cleanups = Array.from(refs, (ref) => attach(ref, element));
  };
}

/** Gives an element to a ref. @returns what takes it away again: what a ref of React 19 returned, or else a call with `null` */
function attach<T>(ref: Exclude<AnyRef<T>, undefined | null>, element: T): () => void {
  if (typeof ref !== 'function') {
    ref.current = element;
    return () => {
      ref.current = null;
    };
  }
  const cleanup = ref(element);
  return typeof cleanup === 'function' ? cleanup : () => void ref(null);
}
