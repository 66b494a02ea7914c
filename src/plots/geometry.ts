import type { Places } from './layout.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Places in a box of pixels, with one scale for both axes and a margin. */
export function fitInto(places: Places, width: number, height: number, margin: number): readonly Point[] {
  const points = Array.from({ length: places.length / 2 }, (_, i) => ({
    x: places[2 * i] as number,
    y: places[2 * i + 1] as number,
  }));
  const [left, right] = rangeOf(points.map(({ x }) => x));
  const [bottom, top] = rangeOf(points.map(({ y }) => y));
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, 1e-9),
    (height - 2 * margin) / Math.max(top - bottom, 1e-9),
  );
  const isOnePlace = right - left < 1e-9 && top - bottom < 1e-9;
  const size = isOnePlace ? 0 : scale;
  return points.map(({ x, y }) => ({
    x: width / 2 + (x - (left + right) / 2) * size,
    y: height / 2 - (y - (bottom + top) / 2) * size,
  }));
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return values.length === 0 ? [0, 0] : [least, most];
}

/** The point closest to a place, if one is within reach. */
export function nearestTo(place: Point, points: readonly Point[], reach: number): number | undefined {
  let [nearest, distance]: [number | undefined, number] = [undefined, reach];
  for (const [i, { x, y }] of points.entries()) {
    const here = Math.hypot(x - place.x, y - place.y);
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
