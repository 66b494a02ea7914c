import type { Point } from './geometry.js';

/** What part of a map is seen: a point of the whole is drawn at `scale` times its point, moved by `x` and `y` pixels. */
export interface View extends Point {
  /** From 1, all of it, to {@link MAX_SCALE}. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const UNZOOMED: View = { scale: 1, x: 0, y: 0 };
const MAX_SCALE = 40;

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** The view that is asked for, or the closest that shows nothing beside the map; the same object if it is the one before. */
function bounded(view: View, { scale, x, y }: View, { width, height }: Size): View {
  const next = {
    scale,
    x: clamp(x, width * (1 - scale), 0),
    y: clamp(y, height * (1 - scale), 0),
  };
  return next.scale === view.scale && next.x === view.x && next.y === view.y ? view : next;
}

/** Larger by a factor, around a point that stays where it is. */
export function zoomed(view: View, factor: number, at: Point, size: Size): View {
  const scale = clamp(view.scale * factor, 1, MAX_SCALE);
  const ratio = scale / view.scale;
  return bounded(view, { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, size);
}

/** Moved, as a hand moves a paper. */
export const moved = (view: View, by: Point, size: Size): View =>
  bounded(view, { scale: view.scale, x: view.x + by.x, y: view.y + by.y }, size);

/** Where a point of the whole map is seen. */
export const seenAt = ({ scale, x, y }: View, point: Point): Point => ({
  x: point.x * scale + x,
  y: point.y * scale + y,
});

/** Moved as little as it takes to see a point of the whole map, with a margin around it. */
export function including(view: View, point: Point, size: Size, margin: number): View {
  const { x, y } = seenAt(view, point);
  const by = {
    x: clamp(x, margin, size.width - margin) - x,
    y: clamp(y, margin, size.height - margin) - y,
  };
  return moved(view, by, size);
}
