'use client';

import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react';
import { drawMap } from './drawMap.js';
import type { EmbeddingMapProps } from './EmbeddingMap.js';
import { fitInto, neighbourOf } from './geometry.js';
import { principalComponents } from './principalComponents.js';
import { useMapPointer } from './useMapPointer.js';
import { useSize } from './useSize.js';

type Shown = Pick<EmbeddingMapProps, 'vectors' | 'groups' | 'places' | 'onSelect'>;

/** In pixels. */
const MARGIN = 24;

/** What a map shows and how it is used; draws it. */
export function useMap(canvas: RefObject<HTMLCanvasElement | null>, shown: Shown, height: number) {
  const { vectors, groups, onSelect } = shown;
  const { width } = useSize(canvas);
  const [active, setActive] = useState<number>();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const places = useMemo(() => shown.places ?? principalComponents(vectors), [shown.places, vectors]);
  const points = useMemo(() => fitInto(places, width, height, MARGIN), [places, width, height]);
  const names = useMemo(() => [...new Set(groups)], [groups]);
  const numbers = useMemo(() => groups?.map((name) => names.indexOf(name)) ?? [], [groups, names]);
  const select = (indexes: readonly number[]) => {
    setSelected(new Set(indexes));
    onSelect?.(indexes);
  };
  const pointer = useMapPointer({ points, onActivate: setActive, onSelect: select });
  const { lasso } = pointer;

  useEffect(() => {
    if (canvas.current && width > 0)
      drawMap(canvas.current, { points, groups: numbers, active, selected, lasso });
  }, [canvas, points, numbers, active, selected, lasso, width]);

  const first = points.length > 0 ? 0 : undefined;
  const move = (key: string) => {
    setActive(active === undefined ? first : (neighbourOf(active, key, points) ?? active));
  };
  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    if (key.startsWith('Arrow')) move(key);
    else if (key === 'Escape') select([]);
    else if (key === 'Enter') select(active === undefined ? [] : [active]);
    else return;
    event.preventDefault();
  }
  const focus = { onFocus: () => setActive((index) => index ?? first), onBlur: () => setActive(undefined) };
  return {
    width,
    active,
    selected,
    places,
    points,
    names,
    handlers: { ...pointer.handlers, ...focus, onKeyDown },
  };
}
