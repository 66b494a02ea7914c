'use client';

import type { ElementHandle } from './elementHandle.js';
import type { OpenReason, OpenSettings } from './openSettings.js';
import { useHotkeys } from './useHotkeys.js';
import { useModal, usePopover } from './useLayer.js';
import { useRoot } from './useRoot.js';

/** What opens and closes the layers of a search box, and what is in them. */
export interface LayerOptions extends Pick<OpenSettings, 'presentation'> {
  readonly hotkeys: readonly string[];
  readonly id: string;
  readonly input: ElementHandle<HTMLInputElement>;
  readonly isWanted: boolean;
  /** Whether there is something to show. */
  readonly hasContent: boolean;
  setOpen(open: boolean, reason: OpenReason): void;
}

/** Shows the popover or the dialog, listens for the hotkeys, and closes what the user leaves. */
export function useLayers({ presentation = 'inline', hotkeys, id, input, ...options }: LayerOptions) {
  const { isWanted, hasContent, setOpen } = options;
  const isDialog = presentation === 'dialog';
  const isPopover = presentation === 'popover';
  const isPopupOpen = isWanted && (isDialog || (isPopover && hasContent));
  const onRoot = useRoot(isPopover && isWanted, input, (reason) => setOpen(false, reason));
  const onPanel = usePopover(isPopover && isPopupOpen, input, id);
  const onDialog = useModal(isDialog && isPopupOpen, input);
  useHotkeys(hotkeys, () => {
    setOpen(!isDialog || !isWanted, 'hotkey');
    if (isDialog) return; // the dialog takes the focus itself
    input.get()?.focus();
    input.get()?.select();
  });
  return { isPopupOpen, onRoot, onPanel, onDialog };
}
