'use client';

import { useState } from 'react';
import { useCommitEffect } from '../useCommitEffect.js';
import { type ElementHandle, elementHandle } from './elementHandle.js';
import { followAnchor } from './followAnchor.js';
import { hasFocus } from './rowElements.js';

type Input = ElementHandle<HTMLInputElement>;

/** Shows an element as a popover at the field while `isShown`. @returns the element's ref */
export function usePopover(isShown: boolean, input: Input, id: string) {
  const [panel] = useState(elementHandle<HTMLElement>);
  useCommitEffect(() => {
    const [popover, field] = [panel.get(), input.get()];
    if (!isShown || !popover || !field || !('showPopover' in popover)) return;
    popover.popover = 'manual'; // not in the HTML: where it is not known, `hidden` alone shows and hides it
    popover.showPopover();
    const anchor = field.closest<HTMLElement>('[data-sem-part="field"]') ?? field;
    const leave = followAnchor(popover, anchor, `--${CSS.escape(id)}`);
    return () => {
      leave();
      if (hasFocus(popover)) field.focus(); // else it falls to the page
      if (popover.isConnected) popover.hidePopover();
    };
  }, [isShown, panel, input, id]);
  return panel.set;
}

/** Shows a `<dialog>` as a modal one while `isShown`, with the focus in the field. @returns the element's ref */
export function useModal(isShown: boolean, input: Input) {
  const [element] = useState(elementHandle<HTMLDialogElement>);
  useCommitEffect(() => {
    const dialog = element.get();
    if (!isShown || !dialog) return;
    if (typeof dialog.showModal === 'function') dialog.showModal();
    else dialog.toggleAttribute('open', true); // in tests of an app: jsdom has no more
    input.get()?.focus();
    return () => {
      if (typeof dialog.close === 'function') dialog.close();
      else dialog.toggleAttribute('open', false);
    };
  }, [isShown, element, input]);
  return element.set;
}
