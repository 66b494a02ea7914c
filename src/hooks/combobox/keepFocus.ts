import { rootOf } from './rowElements.js';

/**
 * Hands the focus on when what had it inside of `root` is removed, such as a button that has done its work. Else it falls to the
 * page, and the keyboard begins again at the top.
 * @param target What gets it then.
 * @returns what ends that
 */
export function keepFocus(root: HTMLElement, target: () => HTMLElement | null): () => void {
  let last: EventTarget | null = null;
  const onFocusIn = (event: FocusEvent) => {
    last = event.target;
  };
  // Some browsers tell of it also when the element is being removed: then it is gone when this task ends.
  const onFocusOut = (event: FocusEvent) =>
    queueMicrotask(() => {
      if (last === event.target && root.contains(last as Node)) last = null;
    });
  const observer = new MutationObserver(() => {
    if (!(last instanceof Node) || root.contains(last)) return;
    last = null;
    const { activeElement } = rootOf(root);
    if (!activeElement || activeElement === document.body) target()?.focus();
  });
  root.addEventListener('focusin', onFocusIn);
  root.addEventListener('focusout', onFocusOut);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener('focusin', onFocusIn);
    root.removeEventListener('focusout', onFocusOut);
    observer.disconnect();
  };
}
