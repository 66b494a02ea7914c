'use client';

import { useState } from 'react';
import { useCommitEffect } from '../useCommitEffect.js';
import { type ElementHandle, elementHandle } from './elementHandle.js';
import type { Presentation } from './openSettings.js';
import { hasFocus } from './rowElements.js';

type Input = ElementHandle<HTMLInputElement>;

/** Loaded where CSS does not place a popover at its field, and where a keyboard may lie on a dialog. */
const measuring = (place?: (by: typeof import('./placeAtAnchor.js')) => void) =>
  import('./placeAtAnchor.js').then(place, () => {}); // offline: it stays where the browser has put it

/** Whether CSS places it at its field. */
const isPlaced = (element: Element) => (getComputedStyle(element).positionArea || 'none') !== 'none'; // unknown to some browsers

/**
 * Shows an element while `isShown`: as a popover at the field, or a `<dialog>` as a modal one with the focus in the field.
 * @returns the element's ref
 */
export function useOverlay(presentation: Presentation, isShown: boolean, input: Input, id: string) {
  const [overlay] = useState(elementHandle<HTMLElement>);
  useCommitEffect(() => {
    const [element, field] = [overlay.get(), input.get()];
    if (!element) return;
    if (isShown) return (presentation === 'dialog' ? showModal : showPopover)(element, field, id);
    if (!isPlaced(element)) measuring(); // asked for again when it opens
  }, [isShown, presentation, overlay, input, id]);
  return overlay.set;
}

function showPopover(popover: HTMLElement, field: HTMLElement | null, id: string) {
  if (!field || !('showPopover' in popover)) return;
  const anchor = field.closest<HTMLElement>('[data-sem-part="field"]') ?? field;
  const name = `--${CSS.escape(id)}`;
  popover.popover = 'manual'; // not in the HTML: where it is not known, `hidden` alone shows and hides it
  popover.showPopover();
  anchor.style.setProperty('anchor-name', name);
  popover.style.setProperty('position-anchor', name);
  const end = new AbortController();
  if (!isPlaced(popover)) measuring(({ placeAtAnchor }) => placeAtAnchor(popover, anchor, end.signal));
  return () => {
    end.abort();
    if (hasFocus(popover)) field.focus(); // else it falls to the page
    if (popover.isConnected) popover.hidePopover();
  };
}

/** A `<dialog>`; in tests of an app, in jsdom, it has no more than the attribute. */
type Dialog = HTMLElement & { showModal?(): void; close?(): void };

function showModal(dialog: Dialog, field: HTMLElement | null) {
  dialog.showModal?.();
  dialog.toggleAttribute('open', true);
  field?.focus();
  measuring(({ endAboveKeyboard }) => endAboveKeyboard(dialog));
  return () => {
    dialog.close?.();
    dialog.toggleAttribute('open', false);
  };
}
