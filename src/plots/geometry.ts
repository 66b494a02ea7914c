import type { Coordinates } from './layout.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From so many points on, one in a hundred at each end does not decide how large all others are drawn. */
const MIN_POINTS_WITH_TAIL = 100;
const TAIL = 0.01;
/** How much more one axis may be stretched than the other, to use the plane. */
const MAX_STRETCH = 1.6;

/**
 * Coordinates in a box of pixels, with a margin. Both axes have nearly one scale, so that distances can be compared; those of many
 * points that are far from all others lie in the margin.
 */
export function fitInto(
  coordinates: Coordinates,
  width: number,
  height: number,
  margin: number,
): readonly Point[] {
  const [horizontal, vertical] = [rangeOf(coordinates, 0), rangeOf(coordinates, 1)];
  const scales = [
    (width - 2 * margin) / Math.max(horizontal.size, 1e-9),
    (height - 2 * margin) / Math.max(vertical.size, 1e-9),
  ] as const;
  const most = Math.min(...scales) * MAX_STRETCH;
  const isOnePlace = horizontal.size < 1e-9 && vertical.size < 1e-9;
  const [x, y] = scales.map((scale) => (isOnePlace ? 0 : Math.min(scale, most))) as [number, number];
  const inside = (value: number, size: number) => Math.min(Math.max(value, margin / 3), size - margin / 3);
  return Array.from({ length: coordinates.length / 2 }, (_, i) => ({
    x: inside(width / 2 + ((coordinates[2 * i] as number) - horizontal.middle) * x, width),
    y: inside(height / 2 - ((coordinates[2 * i + 1] as number) - vertical.middle) * y, height),
  }));
}

/** The middle and the size of the values of an axis. */
function rangeOf(coordinates: Coordinates, axis: 0 | 1): { readonly middle: number; readonly size: number } {
  const values = coordinates.filter((_, i) => i % 2 === axis).sort();
  const tail = values.length < MIN_POINTS_WITH_TAIL ? 0 : Math.floor(values.length * TAIL);
  const [least = 0, most = 0] = [values[tail], values[values.length - 1 - tail]];
  return { middle: (least + most) / 2, size: most - least };
}

/** The point closest to a place, if one is within reach. */
export function nearestTo(point: Point, points: readonly Point[], reach: number): number | undefined {
  let [nearest, distance]: [number | undefined, number] = [undefined, reach];
  for (const [i, { x, y }] of points.entries()) {
    const here = Math.hypot(x - point.x, y - point.y);
    if (here > distance) continue;
    [nearest, distance] = [i, here];
  }
  return nearest;
}

/** The point to go to from one in the direction of an arrow: the closest in that quarter, sideways counting twice. */
export function neighborOf(from: number, key: string, points: readonly Point[]): number | undefined {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  };
  const [start, step] = [points[from], steps[key]];
  if (!start || !step) return undefined;
  let [neighbor, distance]: [number | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const [i, { x, y }] of points.entries()) {
    const ahead = (x - start.x) * step[0] + (y - start.y) * step[1];
    const aside = Math.abs((x - start.x) * step[1] + (y - start.y) * step[0]);
    if (i === from || ahead <= 0 || aside > ahead * 2) continue;
    if (ahead + 2 * aside < distance) [neighbor, distance] = [i, ahead + 2 * aside];
  }
  return neighbor;
}

/** Whether a place is inside of a line that is closed: by how often a ray from it crosses the line. */
export function isInside({ x, y }: Point, line: readonly Point[]): boolean {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
    const [a, b] = [line[i] as Point, line[j] as Point];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
