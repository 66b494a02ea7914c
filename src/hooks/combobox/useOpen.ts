'use client';

import { useState } from 'react';
import type { OpenReason, OpenSettings } from './openSettings.js';

/** Whether a search box is open, as far as the user and the app say: without anything to show it is not seen. */
export interface Opening {
  readonly isWanted: boolean;
  /** @param query What the query is from now on: an inline list is closed for one query, another one opens it. */
  setOpen(open: boolean, reason: OpenReason, query?: string): void;
}

/** The open state as a controlled or an uncontrolled popup has it. */
export function useOpen(settings: OpenSettings, query: string): Opening {
  const { presentation = 'inline', open, defaultOpen, onOpenChange } = settings;
  const isInline = presentation === 'inline';
  const [own, setOwn] = useState({ isOpen: defaultOpen ?? isInline, query });
  const isWanted = open ?? (own.isOpen || (isInline && own.query !== query));
  return {
    isWanted,
    setOpen(next, reason, at = query) {
      setOwn({ isOpen: next, query: at });
      if (next !== isWanted) onOpenChange?.(next, reason);
    },
  };
}
