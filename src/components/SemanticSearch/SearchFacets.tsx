'use client';

import { type ReactNode, useId, useState } from 'react';
import type { FacetCount, Facets, FieldValue } from '../../engine/index.js';
import type { ElementProps } from '../../hooks/combobox/searchBoxProps.js';
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
  const { selectedFacets = {} } = box;
  const counts = useLastCounts(box.search.facets);
  const groupOf = (field: string) => {
    const selected = selectedFacets[field] ?? [];
    return valuesOf(counts[field] ?? [], selected).map(({ value, count }) => (
      <Facet
        key={JSON.stringify(value)}
        count={count}
        isSelected={selected.includes(value)}
        onToggle={() => box.setSelectedFacets({ ...selectedFacets, [field]: toggled(selected, value) })}
      >
        {labelOf(value, field)}
      </Facet>
    ));
  };
  return (
    <div {...mergeProps(props, { 'data-sem-part': 'facets' })}>
      {(box.facets ?? Object.keys(selectedFacets)).map((field) => (
        <fieldset key={field} data-sem-part="facet-group">
          <legend data-sem-part="facet-name">{nameOf(field)}</legend>
          {groupOf(field)}
        </fieldset>
      ))}
    </div>
  );
});

interface FacetProps {
  readonly count: number;
  readonly isSelected: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function Facet({ count, isSelected, onToggle, children }: FacetProps): ReactNode {
  const id = useId();
  return (
    <label data-sem-part="facet">
      <input type="checkbox" checked={isSelected} aria-describedby={id} onChange={onToggle} />
      <bdi>{children}</bdi>
      <bdi id={id} aria-hidden data-sem-part="facet-count">
        {count.toLocaleString()}
      </bdi>
    </label>
  );
}

type Values = readonly FieldValue[];

/** The selected values with this one, or without it if it is among them. */
const toggled = (selected: Values, value: FieldValue): Values =>
  selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value];

/** The counts, or while new ones are on their way the last ones: a checkbox must not vanish under the focus. */
function useLastCounts(counts: Facets | undefined): Facets {
  const [last, setLast] = useState(counts);
  if (counts && counts !== last) setLast(counts);
  return counts ?? last ?? {};
}

/** The values with hits, and after them those that are selected and have none. */
function valuesOf(counts: readonly FacetCount[], selected: Values): readonly FacetCount[] {
  const isCounted = (value: FieldValue) => counts.some((count) => count.value === value);
  const others = selected.filter((value) => !isCounted(value));
  return [...counts, ...others.map((value) => ({ value, count: 0 }))];
}
