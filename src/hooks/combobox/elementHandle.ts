/** Holds an element, as a ref does; for functions that are called in a render and read it later. */
export interface ElementHandle<E extends Element> {
  /** For `ref`: the same function at each render, since React calls one that is new for each. */
  readonly set: (element: E | null) => void;
  readonly get: () => E | null;
}

export function elementHandle<E extends Element>(): ElementHandle<E> {
  let current: E | null = null;
  return {
    set(element) {
      current = element;
    },
    get: () => current,
  };
}
