import {
  compileFilter,
  type ItemFilter,
  type SearchHit,
  type SearchIndexOptions,
  type SelectedFacets,
} from '../../engine/index.js';
import { mapValues } from '../props/mapValues.js';
import { itemText } from './itemText.js';

/** How the items that are shown for an empty query are read and filtered. */
export interface EmptyQueryOptions<T> {
  readonly getText?: ((item: T) => string) | undefined;
  readonly getId?: ((item: T) => string | number) | undefined;
  readonly fields?: SearchIndexOptions<T>['fields'] | undefined;
  readonly filter?: ItemFilter<T> | undefined;
  readonly selectedFacets?: SelectedFacets | undefined;
}

/** Items as hits of an empty query, with the ids that an index gives them. */
export function emptyQueryHits<T>(
  items: readonly T[],
  { getText, getId, fields, filter, selectedFacets }: EmptyQueryOptions<T>,
): readonly SearchHit<T>[] {
  const counts = new Map<string, number>();
  return items.filter(compileFilter(filter, selectedFacets)).map((item, index) => {
    const text = itemText(item, getText);
    const id = String(getId ? getId(item) : (text ?? index));
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return {
      item,
      id: count > 1 ? `${id}\0${count}` : id,
      score: 0,
      matches: [],
      ...(text && unmarked(text)),
      ...(fields && { fields: mapValues(fields, (field) => unmarked(field.getText(item))) }),
    };
  });
}

/** A text in which nothing matches. */
const unmarked = (text: string) => ({ text, textLength: text.length, matches: [] });
