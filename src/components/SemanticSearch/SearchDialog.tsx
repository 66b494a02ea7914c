'use client';

import type { ReactNode } from 'react';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { withRef } from '../shared/withRef.js';
import { SearchAnnouncer } from './SearchLiveRegion.js';
import { SearchShortcut } from './SearchShortcut.js';
import { useSearchParts } from './searchContext.js';

/** The modal dialog that the search is in, with `presentation="dialog"`. */
export const SearchDialog = /* @__PURE__ */ withRef(function SearchDialog({
  children,
  ...props
}: Part<'dialog'>): ReactNode {
  const { box } = useSearchParts('Dialog');
  return (
    <dialog {...box.getDialogProps(props)}>
      {children}
      <SearchAnnouncer isActive={box.isPopupOpen} />
    </dialog>
  );
});

/** The button that opens the dialog. It tells its hotkey. */
export const SearchTrigger = /* @__PURE__ */ withRef(function SearchTrigger(
  props: Part<'button'>,
): ReactNode {
  const { box } = useSearchParts('Trigger');
  return (
    <button {...box.getTriggerProps(props)}>
      {props.children ?? box.label}
      <SearchShortcut />
    </button>
  );
});

/** The button that closes the dialog, for those who have no Escape key. */
export const SearchClose = /* @__PURE__ */ withRef(function SearchClose(props: Part<'button'>): ReactNode {
  const { box, strings } = useSearchParts('Close');
  return <button {...box.getCloseProps(props)}>{props.children ?? strings.close}</button>;
});
