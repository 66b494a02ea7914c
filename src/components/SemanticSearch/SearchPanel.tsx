'use client';

import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { searchPart } from './searchContext.js';

/** What holds the hits and what is said of them: the popover, or a part of the page or of the dialog. */
export const SearchPanel = /* @__PURE__ */ searchPart('Panel', ({ box }, props: ElementProps<'div'>) => (
  <div {...box.getPanelProps(props)} />
));
