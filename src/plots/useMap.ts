'use client';

import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react';
import { drawMarks, drawPoints } from './drawMap.js';
import { fitInto, neighborOf, type Point } from './geometry.js';
import { OTHER_KIND } from './marks.js';
import type { EmbeddingMapProps } from './types.js';
import { useClusterNames } from './useClusterNames.js';
import { useColorChanges } from './useColorChanges.js';
import { useLayout } from './useLayout.js';
import { useMapPointer } from './useMapPointer.js';
import { useSize } from './useSize.js';
import { useView } from './useView.js';
import { including, seenAt } from './view.js';

type Shown = Pick<
  EmbeddingMapProps,
  'vectors' | 'texts' | 'groups' | 'coordinates' | 'layout' | 'requireSemantic' | 'onSelect' | 'clusterNames'
> & { readonly height: number };

export interface MapElements {
  readonly plane: RefObject<HTMLElement | null>;
  readonly points: RefObject<HTMLCanvasElement | null>;
  /** Above the points. */
  readonly marks: RefObject<HTMLCanvasElement | null>;
}

/** In pixels. */
const MARGIN = 24;

/** What a map shows and how it is used; draws its points on one canvas, and what moves over them on another. */
export function useMap({ plane, points: canvas, marks: overlay }: MapElements, shown: Shown) {
  const { texts, groups, height, onSelect, clusterNames = true } = shown;
  const { width } = useSize(canvas);
  const size = { width, height };
  const [active, setActive] = useState<number>();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [draws, setDraws] = useState(true);
  const { view, ...zoom } = useView(plane, size);
  const colors = useColorChanges();
  const layout = useLayout(shown);
  const { coordinates } = layout;
  const whole = useMemo(
    () => (coordinates ? fitInto(coordinates, width, height, MARGIN) : NO_POINTS),
    [coordinates, width, height],
  );
  const points = useMemo(() => whole.map((point) => seenAt(view, point)), [whole, view]);
  const names = useMemo(() => [...new Set(groups)], [groups]);
  const kinds = useMemo(
    () => groups?.map((name) => Math.min(names.indexOf(name), OTHER_KIND)),
    [groups, names],
  );
  const reachable = useMemo(
    () => points.map((point, i) => (hidden.has(kinds?.[i] ?? 0) ? NOWHERE : point)),
    [points, kinds, hidden],
  );
  const named = useClusterNames({
    points: whole,
    groups: kinds,
    groupNames: names,
    texts,
    isOn: clusterNames,
  });
  const select = (indexes: readonly number[]) => {
    setSelected(new Set(indexes));
    onSelect?.(indexes);
  };
  const pointer = useMapPointer({
    points: reachable,
    draws,
    size,
    setView: zoom.setView,
    onActivate: setActive,
    onSelect: select,
  });
  const { lasso } = pointer;
  const point = active === undefined ? undefined : points[active];

  useEffect(() => {
    // While other coordinates are on their way, the picture stays.
    if (canvas.current && width > 0 && coordinates)
      drawPoints(canvas.current, { points, kinds: kinds ?? [], hidden, selected, ...named, view, colors });
  }, [canvas, points, kinds, hidden, selected, width, coordinates, named, view, colors]);

  useEffect(() => {
    if (overlay.current && width > 0) drawMarks(overlay.current, { active: point, lasso, colors });
  }, [overlay, point, lasso, width, colors]);

  const first = [...reachable.keys()].find((i) => reachable[i] !== NOWHERE);
  const toggle = (kind: number) =>
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(kind)) next.add(kind);
      return next;
    });
  const move = (key: string) => {
    const next = active === undefined ? first : (neighborOf(active, key, reachable) ?? active);
    setActive(next);
    const nextPoint = next === undefined ? undefined : whole[next];
    if (nextPoint) zoom.setView((now) => including(now, nextPoint, size, MARGIN));
  };
  const zoomBy = (direction: 1 | -1) => zoom.step(direction, point ?? { x: width / 2, y: height / 2 });
  function onKeyDown(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return; // of the browser
    if (key.startsWith('Arrow')) move(key);
    else if (key === 'Escape') {
      if (selected.size === 0) return; // of what is around
      select([]);
    } else if (key === 'Enter') select(active === undefined ? [] : [active]);
    else if (key === '+' || key === '=') zoomBy(1);
    else if (key === '-' || key === '_') zoomBy(-1);
    else if (key === '0') zoom.reset();
    else return;
    event.preventDefault();
  }
  const focus = { onFocus: () => setActive((index) => index ?? first), onBlur: () => setActive(undefined) };
  const handlers = { ...pointer.handlers, ...focus, onKeyDown };
  const controls = { zoomBy, reset: zoom.reset, draws, setDraws };
  const groupsShown = { names, kinds, hidden, toggle };
  return { width, view, active, point, selected, layout, handlers, controls, ...groupsShown };
}

export type MapControls = ReturnType<typeof useMap>['controls'];

const NO_POINTS: readonly Point[] = [];
/** Where a point is that is hidden: out of reach of pointer and keys. */
const NOWHERE: Point = { x: Number.POSITIVE_INFINITY, y: Number.POSITIVE_INFINITY };
