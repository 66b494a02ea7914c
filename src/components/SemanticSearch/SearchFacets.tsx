'use client';

import { type ReactNode, useId, useState } from 'react';
import type { ChosenFacets, FacetCount, Facets, FieldValue } from '../../engine/index.js';
import type { Part } from '../../hooks/combobox/searchBoxProps.js';
import { mergeProps } from '../../hooks/props/mergeProps.js';
import type { SearchBox } from '../../hooks/useSearchBox.js';
import { withRef } from '../shared/withRef.js';
import { useSearchParts } from './searchContext.js';

/** Props of {@link SearchFacets}. */
export type SearchFacetsProps = Part<'div'> & {
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
      {fieldsOf(box).map((field) => (
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

type Box = Pick<SearchBox<unknown>, 'facets' | 'chooseFacets' | 'search'>;

interface FacetProps extends FacetCount {
  readonly box: Box;
  readonly field: string;
  readonly children: ReactNode;
}

function Facet({ box, field, value, count, children }: FacetProps): ReactNode {
  const id = useId();
  const chosen = chosenOf(box)[field] ?? [];
  const isChosen = chosen.includes(value);
  const toggle = () => {
    const next = isChosen ? chosen.filter((other) => other !== value) : [...chosen, value];
    box.chooseFacets({ ...chosenOf(box), [field]: next });
  };
  return (
    <label data-sem-part="facet">
      <input type="checkbox" checked={isChosen} aria-describedby={id} onChange={toggle} />
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

const fieldsOf = ({ facets = [] }: Box): readonly string[] => (isList(facets) ? facets : Object.keys(facets));

/** What is chosen of all fields. */
function chosenOf(box: Box): ChosenFacets {
  const { facets = [] } = box;
  return isList(facets) ? Object.fromEntries(facets.map((field) => [field, []])) : facets;
}

/** The values with hits, and after them those that are chosen and have none. */
function valuesOf(box: Box, counts: readonly FacetCount[], field: string): readonly FacetCount[] {
  const isCounted = (value: FieldValue) => counts.some((count) => count.value === value);
  const others = (chosenOf(box)[field] ?? []).filter((value) => !isCounted(value));
  return [...counts, ...others.map((value) => ({ value, count: 0 }))];
}

const isList = (facets: NonNullable<Box['facets']>): facets is readonly string[] => Array.isArray(facets);
