import type { SearchHit } from '../../engine/index.js';

/** Hits that are shown under one name. */
export interface HitGroup<T> {
  readonly name: string;
  readonly hits: readonly SearchHit<T>[];
}

/**
 * Hits in the order of their groups: first the group of the best hit, and in each group the best first.
 * @param limit How many a group has at most.
 */
export function orderByGroup<T>(
  hits: readonly SearchHit<T>[],
  groupBy: (item: T) => string,
  limit?: number,
): readonly SearchHit<T>[] {
  const groups = new Map<string, SearchHit<T>[]>();
  for (const hit of hits) {
    const name = groupBy(hit.item);
    const group = groups.get(name) ?? [];
    group.push(hit);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap((group) => group.slice(0, limit));
}

/**
 * Hits that follow each other and belong to one group. While a person is on a row no row above it moves, so there may for a
 * moment be two groups of one name.
 */
export function groupsOf<T>(
  hits: readonly SearchHit<T>[],
  groupBy: (item: T) => string,
): readonly HitGroup<T>[] {
  const groups: { name: string; hits: SearchHit<T>[] }[] = [];
  for (const hit of hits) {
    const name = groupBy(hit.item);
    const last = groups.at(-1);
    if (last?.name === name) last.hits.push(hit);
    else groups.push({ name, hits: [hit] });
  }
  return groups;
}
