'use client';

import { type ReactNode, useId, useState } from 'react';
import type { FacetCount, Facets, FieldValue } from '../../engine/index.js';
import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
import type { SearchBox } from '../../hooks/combobox/searchBoxTypes.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';
import { withRef } from '../shared/withRef.js';
import { useSearchParts } from './searchContext.js';

/** Props of {@link SearchFacets}. */
export type SearchFacetsProps = ElementProps<'div'> & {
  /**
   * What a field is called.
   * @default its name
   */
  readonly nameOf?: ((field: string) => ReactNode) | undefined;
  /**
   * What a value is called.
   * @default the value itself
   */
  readonly labelOf?: ((value: FieldValue, field: string) => ReactNode) | undefined;
};

/**
 * The values of the box's `facets`, a group of checkboxes for each field, each with the number of hits that have it. Selected
 * values filter the hits. A value without hits is shown only if it is selected.
 */
export const SearchFacets = /* @__PURE__ */ withRef(function SearchFacets({
  nameOf = String,
  labelOf = String,
  ...props
}: SearchFacetsProps): ReactNode {
  const { box } = useSearchParts('Facets');
  const counts = useLastCounts(box.search.facets);
  return (
    <div {...mergeProps(props, { 'data-sem-part': 'facets' })}>
      {box.facets.map((field) => (
        <fieldset key={field} data-sem-part="facet-group">
          <legend data-sem-part="facet-name">{nameOf(field)}</legend>
          {valuesOf(box, counts[field] ?? [], field).map(({ value, count }) => (
            <Facet key={JSON.stringify(value)} box={box} field={field} value={value} count={count}>
              {labelOf(value, field)}
            </Facet>
          ))}
        </fieldset>
      ))}
    </div>
  );
});

type Box = Pick<SearchBox<unknown>, 'selectedFacets' | 'setSelectedFacets'>;

interface FacetProps extends FacetCount {
  readonly box: Box;
  readonly field: string;
  readonly children: ReactNode;
}

function Facet({ box, field, value, count, children }: FacetProps): ReactNode {
  const id = useId();
  const selected = box.selectedFacets[field] ?? [];
  const isSelected = selected.includes(value);
  const toggle = () => {
    const next = isSelected ? selected.filter((other) => other !== value) : [...selected, value];
    box.setSelectedFacets({ ...box.selectedFacets, [field]: next });
  };
  return (
    <label data-sem-part="facet">
      <input type="checkbox" checked={isSelected} aria-describedby={id} onChange={toggle} />
      <bdi>{children}</bdi>
      <bdi id={id} aria-hidden data-sem-part="facet-count">
        {count.toLocaleString()}
      </bdi>
    </label>
  );
}

/** The counts, or while new ones are on their way the last ones: a checkbox must not vanish under the focus. */
function useLastCounts(counts: Facets | undefined): Facets {
  const [last, setLast] = useState(counts);
  if (counts && counts !== last) setLast(counts);
  return counts ?? last ?? {};
}

/** The values with hits, and after them those that are selected and have none. */
function valuesOf(box: Box, counts: readonly FacetCount[], field: string): readonly FacetCount[] {
  const isCounted = (value: FieldValue) => counts.some((count) => count.value === value);
  const others = (box.selectedFacets[field] ?? []).filter((value) => !isCounted(value));
  return [...counts, ...others.map((value) => ({ value, count: 0 }))];
}
