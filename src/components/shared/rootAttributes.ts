import type { AriaAttributes, DOMAttributes } from 'react';
import type { DataAttributes, ElementProps } from '../../hooks/combobox/searchBoxProps.js';

type Named = 'ref' | 'id' | 'className' | 'style' | 'title' | 'lang' | 'dir' | 'hidden' | 'tabIndex';
type Handlers = Omit<
  DOMAttributes<HTMLDivElement>,
  'children' | 'dangerouslySetInnerHTML' | 'onSelect' | 'onSelectCapture'
>;

/** Attributes of the element around a search, beside the options of the search. */
export type RootAttributes = Pick<ElementProps<'div'>, Named> & AriaAttributes & DataAttributes & Handlers;

const ATTRIBUTE =
  /^(data-|aria-|on(?!Select$|\w+Change$)[A-Z])|^(ref|id|className|style|title|lang|dir|hidden|tabIndex)$/;

/** Those of a component's props that are attributes of its element. */
export function attributesOf(props: object): RootAttributes {
  return Object.fromEntries(Object.entries(props).filter(([name]) => ATTRIBUTE.test(name)));
}
