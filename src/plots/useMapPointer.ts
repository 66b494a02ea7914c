'use client';

import { type PointerEvent, useState } from 'react';
import { isInside, nearestTo, type Point } from './geometry.js';

export interface MapPointerOptions {
  readonly points: readonly Point[];
  readonly onActivate: (index: number | undefined) => void;
  /** A line was drawn around these points; or there was a click, with the point under it, if any. */
  readonly onSelect: (indexes: readonly number[]) => void;
}

/** How far from a point the pointer may be: targets have 24 pixels. */
const REACH = 12;
/** A line that is shorter is a click. */
const SHORTEST_LASSO = 8;

/** The pointer over a map: it activates the point it is near, and draws a line around some while it is held down. */
export function useMapPointer({ points, onActivate, onSelect }: MapPointerOptions) {
  const [lasso, setLasso] = useState<readonly Point[]>();
  const placeOf = ({ nativeEvent }: PointerEvent): Point => ({
    x: nativeEvent.offsetX,
    y: nativeEvent.offsetY,
  });
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setLasso([placeOf(event)]);
    },
    onPointerMove(event: PointerEvent) {
      const place = placeOf(event);
      if (lasso) setLasso([...lasso, place]);
      else onActivate(nearestTo(place, points, REACH));
    },
    onPointerUp(event: PointerEvent) {
      if (!lasso) return;
      setLasso(undefined);
      const nearest = nearestTo(placeOf(event), points, REACH);
      if (lasso.length < SHORTEST_LASSO) return onSelect(nearest === undefined ? [] : [nearest]);
      onSelect(points.flatMap((point, i) => (isInside(point, lasso) ? [i] : [])));
    },
    onPointerCancel: () => setLasso(undefined),
    onPointerLeave: () => onActivate(undefined),
  };
  return { lasso: lasso ?? NO_LINE, handlers };
}

const NO_LINE: readonly Point[] = [];
