'use client';

import { type RefObject, useEffect, useState } from 'react';
import type { Point } from './geometry.js';
import { moved, type Size, UNZOOMED, type View, zoomed } from './view.js';

/** A step of a button or a key. */
const STEP = 1.6;
/** How far a wheel turns until the map is e times as large, in pixels; the pinch of a trackpad comes as small turns. */
const WHEEL_PX = 300;
const PINCH_PX = 100;
/** The height of a line, for wheels that count in lines. */
const LINE_PX = 16;

/** What part of a map is seen, and what changes it. */
export interface MapView {
  readonly view: View;
  readonly setView: (change: (view: View) => View) => void;
  /** A step larger (1) or smaller (-1), around a place. */
  readonly step: (direction: 1 | -1, at: Point) => void;
  readonly reset: () => void;
}

/**
 * The view of a map. A wheel with Control (or Command), which is what the pinch of a trackpad is, zooms; without it moves the map if
 * the map has the focus and there is something to move to. Otherwise it scrolls the page: it traps no user.
 */
export function useView(plane: RefObject<HTMLElement | null>, { width, height }: Size): MapView {
  const [view, setView] = useState(UNZOOMED);

  useEffect(() => {
    const element = plane.current;
    if (!element) return;
    const size = { width, height };
    const onWheel = (event: WheelEvent) => {
      const isZoom = event.ctrlKey || event.metaKey;
      if (!isZoom && document.activeElement !== element) return;
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      const by = { x: -event.deltaX * unit, y: -event.deltaY * unit };
      const isPinch = Math.abs(by.y) < LINE_PX;
      const factor = Math.exp(by.y / (isPinch ? PINCH_PX : WHEEL_PX));
      const at = { x: event.offsetX, y: event.offsetY };
      const next = isZoom ? zoomed(view, factor, at, size) : moved(view, by, size);
      if (isZoom || next !== view) event.preventDefault(); // React listens passively
      setView(next);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [plane, view, width, height]);

  return {
    view,
    setView,
    step: (direction, at) => setView((now) => zoomed(now, STEP ** direction, at, { width, height })),
    reset: () => setView(UNZOOMED),
  };
}
