import type { ClusterName, drawNames } from './clusterNames.js';
import type { Point } from './geometry.js';
import { type Mark, markOf, OTHER } from './marks.js';
import type { View } from './view.js';

/** What is drawn again when the colors of the page change. */
export interface Colored {
  /** Another number after each change. */
  readonly colors: number;
}

/** The points of a map. */
export interface MapPoints extends Colored {
  /** Where they are seen. */
  readonly points: readonly Point[];
  /** For each point, the number of its mark. */
  readonly kinds: readonly number[];
  /** The marks of groups that are hidden. */
  readonly hidden: ReadonlySet<number>;
  readonly selected: ReadonlySet<number>;
  readonly names: readonly ClusterName[];
  /** Absent until it is loaded. */
  readonly drawNames: typeof drawNames | undefined;
  readonly view: View;
}

/** What moves with the pointer. */
export interface MapMarks extends Colored {
  readonly active: Point | undefined;
  /** The line that the user is drawing. */
  readonly lasso: readonly Point[];
}

const RADIUS = 5;
const MIN_RADIUS = 2.5;
/** More points than this are drawn smaller, so that one sees how they lie. */
const FEW = 600;
const UNSELECTED = 0.25;
/** What is hidden keeps its place. */
const HIDDEN = 0.18;

/** Draws the points, each by itself: one path of all, or stamping pictures of them, takes two to five times as long. */
export function drawPoints(canvas: HTMLCanvasElement, shown: MapPoints): void {
  const sheet = cleared(canvas);
  if (!sheet) return; // the table has it all
  const { pen, style } = sheet;
  const { points, kinds, hidden, selected, view } = shown;
  const isForced = matchMedia('(forced-colors: active)').matches;
  const isDark = isLight(pen, style.color);
  const radius = radiusOf(points.length, view.scale);
  for (const [i, point] of points.entries()) {
    if (!isSeen(point, canvas)) continue;
    const kind = kinds[i] ?? 0;
    pen.globalAlpha = hidden.has(kind) ? HIDDEN : selected.size > 0 && !selected.has(i) ? UNSELECTED : 1;
    const mark = markOf(kind);
    pen.fillStyle = isForced ? style.color : mark[isDark ? 'dark' : 'light'];
    drawMark(pen, point, mark, radius);
  }
  pen.globalAlpha = 1;
  const names = shown.names.filter(({ kind }) => !hidden.has(kind));
  shown.drawNames?.(pen, names, view, style);
}

/** In pixels; as many points come into view when it is larger, they grow again. */
const radiusOf = (count: number, scale: number) =>
  Math.min(RADIUS, Math.max(MIN_RADIUS, RADIUS * Math.sqrt(FEW / count)) * Math.sqrt(scale));

const isSeen = ({ x, y }: Point, { clientWidth, clientHeight }: HTMLCanvasElement) =>
  x > -RADIUS && y > -RADIUS && x < clientWidth + RADIUS && y < clientHeight + RADIUS;

/** Draws what moves, on a canvas above that of the points. */
export function drawMarks(canvas: HTMLCanvasElement, { active, lasso }: MapMarks): void {
  const sheet = cleared(canvas);
  if (!sheet) return;
  const { pen, style } = sheet;
  pen.strokeStyle = style.color;
  pen.lineWidth = 2;
  if (active) {
    pen.beginPath();
    pen.arc(active.x, active.y, RADIUS + 5, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.setLineDash([4, 4]);
  pen.beginPath();
  for (const { x, y } of lasso) pen.lineTo(x, y);
  pen.stroke();
}

/** An empty canvas of as many pixels as it has on the screen, to be drawn on in pixels of CSS; and the style of its plane. */
function cleared(canvas: HTMLCanvasElement) {
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  const { devicePixelRatio: ratio = 1 } = window;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  pen.scale(ratio, ratio);
  return { pen, style: getComputedStyle(canvas.parentElement ?? canvas) };
}

function drawMark(pen: CanvasRenderingContext2D, { x, y }: Point, mark: Mark, size: number): void {
  const radius = mark === OTHER ? size * 0.6 : size;
  pen.beginPath();
  if (mark.corners.length === 0) pen.arc(x, y, mark.isRing ? radius - 1 : radius, 0, 2 * Math.PI);
  for (const corner of mark.corners) pen.lineTo(x + radius * corner.x, y + radius * corner.y);
  pen.closePath();
  if (mark.isRing) {
    pen.strokeStyle = pen.fillStyle;
    pen.lineWidth = 2;
    pen.stroke();
  } else pen.fill();
}

/** Whether a text of this color stands on a dark ground: green is most of how light a color is. */
function isLight(pen: CanvasRenderingContext2D, color: string): boolean {
  pen.fillStyle = color;
  return Number.parseInt(String(pen.fillStyle).slice(3, 5), 16) > 128; // as #rrggbb
}
