'use client';

import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import { searchPart } from './searchContext.js';

/** The visible label of the input. */
export const SearchLabel = /* @__PURE__ */ searchPart('Label', ({ box }, props: ElementProps<'label'>) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: `htmlFor` is among the props
  <label {...box.getLabelProps(props)}>{props.children ?? box.label}</label>
));

/** The input. Without a `Label` it is named by `label` anyway. */
export const SearchInput = /* @__PURE__ */ searchPart('Input', ({ box }, props: ElementProps<'input'>) => (
  <input {...box.getInputProps(props)} />
));

/** A button that clears the text and goes back to the input. It is there while there is text. */
export const SearchClear = /* @__PURE__ */ searchPart(
  'Clear',
  ({ box, strings }, props: ElementProps<'button'>) =>
    box.query === '' ? null : <button {...box.getClearProps({ 'aria-label': strings.clear, ...props })} />,
);
