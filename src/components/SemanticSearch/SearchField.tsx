'use client';

import type { ReactNode } from 'react';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { withRef } from '../shared/withRef.js';
import { useSearchParts } from './searchContext.js';

/** The visible label of the input. */
export const SearchLabel = /* @__PURE__ */ withRef(function SearchLabel(props: Part<'label'>): ReactNode {
  const { box } = useSearchParts('Label');
  // biome-ignore lint/a11y/noLabelWithoutControl: `htmlFor` is among the props
  return <label {...box.getLabelProps(props)}>{props.children ?? box.label}</label>;
});

/** The input. Without a `Label` it is named by `label` all the same. */
export const SearchInput = /* @__PURE__ */ withRef(function SearchInput(props: Part<'input'>): ReactNode {
  const { box } = useSearchParts('Input');
  return <input {...box.getInputProps(props)} />;
});

/** A button that clears the text and goes back to the input. It is there while there is text. */
export const SearchClear = /* @__PURE__ */ withRef(function SearchClear(props: Part<'button'>): ReactNode {
  const { box, strings } = useSearchParts('Clear');
  if (box.query === '') return null;
  return <button {...box.getClearProps({ 'aria-label': strings.clear, ...props })} />;
});
