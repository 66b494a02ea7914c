'use client';

import { type PointerEvent, useRef, useState } from 'react';
import { isInside, nearestTo, type Point } from './geometry.js';
import type { MapView } from './useView.js';
import { moved, type Size, zoomed } from './view.js';

export interface MapPointerOptions {
  /** Where the points are seen. */
  readonly points: readonly Point[];
  /** Whether a line is drawn, or the map is moved. */
  readonly draws: boolean;
  readonly size: Size;
  readonly setView: MapView['setView'];
  readonly onActivate: (index: number | undefined) => void;
  /** A line was drawn around these points; or there was a click, with the point under it, if any. */
  readonly onSelect: (indexes: readonly number[]) => void;
}

/** How far from a point the pointer may be: targets have 24 pixels. */
const REACH = 12;
/** A line that is shorter is a click. */
const MIN_LASSO_POINTS = 8;

/**
 * The pointer over a map: it activates the point it is near, and while it is held down draws a line around some, or moves the
 * map. Two fingers zoom and move it.
 */
export function useMapPointer({ points, draws, size, setView, onActivate, onSelect }: MapPointerOptions) {
  const [line, setLine] = useState<readonly Point[]>();
  const held = useRef(new Map<number, Point>());
  const pointOf = ({ nativeEvent }: PointerEvent): Point => ({
    x: nativeEvent.offsetX,
    y: nativeEvent.offsetY,
  });

  /** Two fingers: the point between them stays between them. */
  function pinch(id: number, point: Point): void {
    const [before, other] = [held.current.get(id), [...held.current].find(([each]) => each !== id)?.[1]];
    if (!before || !other) return;
    const factor = distance(point, other) / Math.max(distance(before, other), 1);
    const [from, to] = [between(before, other), between(point, other)];
    setView((view) => moved(zoomed(view, factor, from, size), { x: to.x - from.x, y: to.y - from.y }, size));
  }

  const end = ({ pointerId }: PointerEvent) => {
    held.current.delete(pointerId);
    setLine(undefined);
  };
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      event.currentTarget.setPointerCapture?.(event.pointerId);
      held.current.set(event.pointerId, pointOf(event));
      setLine(held.current.size > 1 ? undefined : [pointOf(event)]);
    },
    onPointerMove(event: PointerEvent) {
      const point = pointOf(event);
      const before = held.current.get(event.pointerId);
      if (before && held.current.size > 1) pinch(event.pointerId, point);
      else if (line && before && !draws)
        setView((view) => moved(view, { x: point.x - before.x, y: point.y - before.y }, size));
      if (before) held.current.set(event.pointerId, point);
      if (line) setLine([...line, point]);
      else if (!before) onActivate(nearestTo(point, points, REACH));
    },
    onPointerUp(event: PointerEvent) {
      end(event);
      if (!line) return;
      const nearest = nearestTo(pointOf(event), points, REACH);
      if (line.length < MIN_LASSO_POINTS) return onSelect(nearest === undefined ? [] : [nearest]);
      if (draws) onSelect(points.flatMap((point, i) => (isInside(point, line) ? [i] : [])));
    },
    onPointerCancel: end,
    onPointerLeave: () => onActivate(undefined),
  };
  return { lasso: (draws && line) || NO_LINE, handlers };
}

const NO_LINE: readonly Point[] = [];

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
