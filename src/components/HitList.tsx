'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import type { SearchHit } from '../engine/index.js';

export interface HitListProps<T> {
  readonly id: string;
  readonly label: string;
  readonly hits: readonly SearchHit<T>[];
  readonly stale: boolean;
  /** The id of the active hit. */
  readonly active: string | undefined;
  /** The pointer is on a hit, or has left them all. */
  readonly onActivate: (id: string | undefined) => void;
  readonly onChoose: (id: string) => void;
  readonly children: (hit: SearchHit<T>) => ReactNode;
}

/** The DOM id of a hit's row, for `aria-activedescendant`. A hit's id may hold anything; a DOM id no white space. */
export function rowId(listId: string, id: string): string {
  return `${listId}-${id.replace(/[^A-Za-z0-9]/g, (unit) => `_${unit.charCodeAt(0).toString(16)}_`)}`;
}

/** The hits as a listbox. The focus stays in the input, which names the active row. */
export function HitList<T>({ id, label, hits, stale, active, children, ...on }: HitListProps<T>): ReactNode {
  const activeRow = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row has become the active one
  useEffect(() => activeRow.current?.scrollIntoView?.({ block: 'nearest' }), [active]);
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      aria-busy={stale}
      data-sem-part="list"
      hidden={hits.length === 0}
      onMouseLeave={() => on.onActivate(undefined)}
    >
      {hits.map((hit) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys are the input's, which keeps the focus
        <div
          key={hit.id}
          id={rowId(id, hit.id)}
          ref={hit.id === active ? activeRow : undefined}
          role="option"
          aria-selected={hit.id === active}
          data-sem-part="item"
          data-active={hit.id === active || undefined}
          onMouseMove={() => on.onActivate(hit.id)}
          onPointerDown={() => on.onActivate(hit.id)} // a finger comes without moving
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => on.onChoose(hit.id)}
        >
          {children(hit)}
        </div>
      ))}
    </div>
  );
}
