'use client';

import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react';
import { drawMarks, drawPoints } from './drawMap.js';
import { fitInto, neighborOf, type Point } from './geometry.js';
import type { EmbeddingMapProps } from './types.js';
import { useLayout } from './useLayout.js';
import { useMapPointer } from './useMapPointer.js';
import { useSize } from './useSize.js';

type Shown = Pick<EmbeddingMapProps, 'vectors' | 'groups' | 'places' | 'layout' | 'onSelect'> & {
  readonly height: number;
};

type CanvasRef = RefObject<HTMLCanvasElement | null>;

/** In pixels. */
const MARGIN = 24;

/** What a map shows and how it is used; draws its points on one canvas, and what moves over them on another. */
export function useMap(canvas: CanvasRef, overlay: CanvasRef, shown: Shown) {
  const { vectors, groups, height, onSelect } = shown;
  const { width } = useSize(canvas);
  const [active, setActive] = useState<number>();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const layout = useLayout({ vectors, places: shown.places, layout: shown.layout });
  const places = layout.status === 'ready' ? layout.places : undefined;
  const points = useMemo(
    () => (places ? fitInto(places, width, height, MARGIN) : NOWHERE),
    [places, width, height],
  );
  const names = useMemo(() => [...new Set(groups)], [groups]);
  const select = (indexes: readonly number[]) => {
    setSelected(new Set(indexes));
    onSelect?.(indexes);
  };
  const pointer = useMapPointer({ points, onActivate: setActive, onSelect: select });
  const { lasso } = pointer;
  const point = active === undefined ? undefined : points[active];

  useEffect(() => {
    const numbers = groups?.map((name) => names.indexOf(name)) ?? [];
    // While other places are on their way, the picture stays.
    if (canvas.current && width > 0 && places)
      drawPoints(canvas.current, { points, groups: numbers, selected });
  }, [canvas, points, groups, names, selected, width, places]);

  useEffect(() => {
    if (overlay.current && width > 0) drawMarks(overlay.current, { active: point, lasso });
  }, [overlay, point, lasso, width]);

  const first = points.length > 0 ? 0 : undefined;
  const move = (key: string) => {
    setActive(active === undefined ? first : (neighborOf(active, key, points) ?? active));
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
  const handlers = { ...pointer.handlers, ...focus, onKeyDown };
  return { width, active, point, selected, layout, places, names, handlers };
}

const NOWHERE: readonly Point[] = [];
