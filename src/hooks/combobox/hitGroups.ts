import type { Facets, SearchHit } from '../../engine/index.js';

/** What a group is called: the name of a field of the items, or a function that makes it of an item. */
export type GroupBy<T> = string | ((item: T) => string);

const nameOf = <T>(item: T, by: GroupBy<T>): string =>
  typeof by === 'function' ? by(item) : String(fieldOf(item, by) ?? '');

const fieldOf = (item: unknown, field: string) => (item as Readonly<Record<string, unknown>>)[field];

/** Hits that are shown under one name. */
export interface HitGroup<T> {
  readonly name: string;
  readonly hits: readonly SearchHit<T>[];
  /** How many there would be without limits. `undefined` where that is unknown: unless `groupBy` is a field of `facets`. */
  readonly total?: number | undefined;
}

/**
 * Hits in the order of their groups: first the group of the best hit, and in each group the best first.
 * @param limit How many a group has at most.
 */
export function orderByGroup<T>(
  hits: readonly SearchHit<T>[],
  groupBy: GroupBy<T>,
  limit?: number,
): readonly SearchHit<T>[] {
  const groups = new Map<string, SearchHit<T>[]>();
  for (const hit of hits) {
    const name = nameOf(hit.item, groupBy);
    const group = groups.get(name) ?? [];
    group.push(hit);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap((group) => group.slice(0, limit));
}

/**
 * Hits that follow each other and belong to one group. While the user is on a row no row above it moves, so there may for a
 * moment be two groups of one name.
 * @param facets Tells how many items have which value of the field that makes the groups, if it is among them.
 */
export function groupsOf<T>(
  hits: readonly SearchHit<T>[],
  groupBy: GroupBy<T>,
  facets: Facets | undefined,
): readonly HitGroup<T>[] {
  const groups: (HitGroup<T> & { readonly hits: SearchHit<T>[] })[] = [];
  for (const hit of hits) {
    const name = nameOf(hit.item, groupBy);
    const last = groups.at(-1);
    if (last?.name === name) last.hits.push(hit);
    else {
      const total = facets?.[`${groupBy}`]?.find(({ value }) => String(value) === name)?.count;
      groups.push({ name, hits: [hit], total });
    }
  }
  return groups;
}
