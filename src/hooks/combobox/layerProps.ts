import type { SyntheticEvent } from 'react';
import { mergeProps } from './mergeProps.js';
import type { Part, SearchBoxState } from './partTypes.js';

/** Getters of the props of what lies on the page. */
export interface LayerProps {
  /** For what holds the hits and what is said of them. With `presentation: 'popover'` it is the popover. */
  getPanelProps(props?: Part<'div'>): Part<'div'>;
  /** For a `<dialog>` around field and panel. */
  getDialogProps(props?: Part<'dialog'>): Part<'dialog'>;
  /** For the button that opens the dialog. */
  getTriggerProps(props?: Part<'button'>): Part<'button'>;
  /** For a button in the dialog that closes it. */
  getCloseProps(props?: Part<'button'>): Part<'button'>;
}

export function layerProps<T>(box: SearchBoxState<T>): LayerProps {
  const { presentation, isPopupOpen } = box;
  return {
    getPanelProps: (props = {}) =>
      mergeProps(props, {
        'data-sem-part': 'panel',
        'data-presentation': presentation,
        ...(presentation === 'popover' && { ref: box.onPanel, hidden: !isPopupOpen }),
      }),
    getDialogProps: (props = {}) =>
      mergeProps(props, { 'data-sem-part': 'dialog', ...dialogProps(box) }, { 'aria-label': box.label }),
    getTriggerProps: (props = {}) =>
      mergeProps(props, {
        type: 'button',
        'data-sem-part': 'trigger',
        'aria-haspopup': 'dialog',
        onClick: () => box.setOpen(true, 'press'),
      } as const),
    getCloseProps: (props = {}) =>
      mergeProps(props, {
        type: 'button',
        'data-sem-part': 'close',
        onClick: () => box.setOpen(false, 'press'),
      } as const),
  };
}

function dialogProps<T>({ onDialog, setOpen }: SearchBoxState<T>) {
  type DialogEvent = SyntheticEvent<HTMLDialogElement>;
  return {
    ref: onDialog,
    // Escape, or the gesture for "back". Whether it closes is the app's to say.
    onCancel(event: DialogEvent) {
      if (event.target !== event.currentTarget) return; // of a file field in it
      event.preventDefault();
      setOpen(false, 'escape');
    },
    // A browser may close it all the same.
    onClose({ target, currentTarget }: DialogEvent) {
      if (target === currentTarget && !currentTarget.open) setOpen(false, 'escape');
    },
    // The dialog itself is what is around its content.
    onMouseDown({ target, currentTarget }: DialogEvent) {
      if (target === currentTarget) setOpen(false, 'outside');
    },
  } as const;
}
