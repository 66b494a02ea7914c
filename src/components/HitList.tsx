'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import type { Hit } from '../hooks/useSemanticSearch.js';

export interface HitListProps<T> {
  readonly id: string;
  readonly label: string;
  readonly hits: readonly Hit<T>[];
  readonly stale: boolean;
  /** The active hit, by its `index`. */
  readonly active: number | undefined;
  readonly onActivate: (index: number) => void;
  readonly onChoose: (hit: Hit<T>) => void;
  readonly children: (hit: Hit<T>) => ReactNode;
}

/** The id of a hit's row, for `aria-activedescendant`. */
export const rowId = (listId: string, index: number) => `${listId}-${index}`;

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
    >
      {hits.map((hit) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys are the input's, which keeps the focus
        <div
          key={hit.index}
          id={rowId(id, hit.index)}
          ref={hit.index === active ? activeRow : undefined}
          role="option"
          aria-selected={hit.index === active}
          data-sem-part="item"
          data-active={hit.index === active || undefined}
          onMouseMove={() => on.onActivate(hit.index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => on.onChoose(hit)}
        >
          {children(hit)}
        </div>
      ))}
    </div>
  );
}
