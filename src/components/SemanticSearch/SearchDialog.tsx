'use client';

import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { SearchLiveRegion } from './SearchLiveRegion.js';
import { SearchShortcut } from './SearchShortcut.js';
import { searchPart } from './searchContext.js';

/** The modal dialog that the search is in, with `presentation="dialog"`. */
export const SearchDialog = /* @__PURE__ */ searchPart(
  'Dialog',
  ({ box }, { children, ...props }: ElementProps<'dialog'>) => (
    <dialog {...box.getDialogProps(props)}>
      {children}
      <SearchLiveRegion />
    </dialog>
  ),
);

/** The button that opens the dialog. It shows the hotkey. */
export const SearchTrigger = /* @__PURE__ */ searchPart(
  'Trigger',
  ({ box }, props: ElementProps<'button'>) => (
    <button {...box.getTriggerProps(props)}>
      {props.children ?? box.label}
      <SearchShortcut />
    </button>
  ),
);

/** The button that closes the dialog, for those who have no Escape key. */
export const SearchClose = /* @__PURE__ */ searchPart(
  'Close',
  ({ box, strings }, props: ElementProps<'button'>) => (
    <button {...box.getCloseProps(props)}>{props.children ?? strings.close}</button>
  ),
);
