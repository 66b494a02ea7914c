import type { Point } from './geometry.js';
import { OTHER_KIND } from './marks.js';
import { seenAt, type View } from './view.js';

// Loaded where a map has names.

/** A name on a map, at the middle of what it names. */
export interface ClusterName {
  readonly name: string;
  readonly at: Point;
  /** How many points it names. */
  readonly size: number;
  /** The number of the group or the cluster. */
  readonly kind: number;
}

/** The names of groups that have a mark, each at the median of its points. */
export function namesOfGroups(
  points: readonly Point[],
  groups: readonly number[],
  names: readonly string[],
): readonly ClusterName[] {
  return names.slice(0, OTHER_KIND).map((name, group) => {
    const own = points.filter((_, i) => groups[i] === group);
    const at = { x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
    return { name, at, size: own.length, kind: group };
  });
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Font size of a name, in pixels. */
const NAME_SIZE = 13;
const HALO = 4;
/** Half of what the buttons take, in the upper corner at the end of the line. */
const ZOOM_BAR = { half: 26, tall: 70 };

/** The names of the largest clusters first; one that would lie on another is left out. */
export function drawNames(
  pen: CanvasRenderingContext2D,
  names: readonly ClusterName[],
  view: View,
  style: CSSStyleDeclaration,
): void {
  const { clientWidth: width } = pen.canvas;
  const corner = style.direction === 'rtl' ? ZOOM_BAR.half : width - ZOOM_BAR.half;
  const taken: { readonly at: Point; readonly half: number; readonly tall: number }[] = [
    { ...ZOOM_BAR, at: { x: corner, y: ZOOM_BAR.tall } },
  ];
  pen.font = `650 ${NAME_SIZE}px ${style.fontFamily}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.lineWidth = HALO;
  pen.fillStyle = style.color;
  pen.strokeStyle = style.getPropertyValue('background-color');
  for (const { name, ...cluster } of names.toSorted((a, b) => b.size - a.size)) {
    const half = pen.measureText(name).width / 2 + HALO;
    const seen = seenAt(view, cluster.at);
    if (seen.x < 0 || seen.x > width) continue;
    const at = { x: Math.min(Math.max(seen.x, half), Math.max(width - half, half)), y: seen.y };
    const touches = taken.some(
      (other) =>
        Math.abs(other.at.x - at.x) < other.half + half &&
        Math.abs(other.at.y - at.y) < other.tall + NAME_SIZE / 2,
    );
    if (touches) continue;
    taken.push({ at, half, tall: NAME_SIZE });
    pen.strokeText(name, at.x, at.y);
    pen.fillText(name, at.x, at.y);
  }
}
