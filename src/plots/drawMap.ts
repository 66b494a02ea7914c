import type { Point } from './geometry.js';
import { type Mark, markOf, OTHER } from './marks.js';

/** The points of a map. */
export interface MapPoints {
  readonly points: readonly Point[];
  /** For each point, the number of its group. */
  readonly groups: readonly number[];
  readonly selected: ReadonlySet<number>;
}

/** What moves with a person. */
export interface MapMarks {
  readonly active: Point | undefined;
  /** The line that a person is drawing. */
  readonly lasso: readonly Point[];
}

const RADIUS = 5;
/** Of the points of groups that have no mark of their own. */
const SMALL = 3;
const UNSELECTED = 0.25;

/** Draws the points, each by itself: one path of all, or stamping pictures of them, takes two to five times as long. */
export function drawPoints(canvas: HTMLCanvasElement, { points, groups, selected }: MapPoints): void {
  const sheet = cleared(canvas);
  if (!sheet) return; // the table has it all
  const { pen, color } = sheet;
  const isForced = matchMedia('(forced-colors: active)').matches;
  const isDark = isLight(pen, color);
  for (const [i, point] of points.entries()) {
    const group = groups[i] ?? 0;
    pen.globalAlpha = selected.size > 0 && !selected.has(i) ? UNSELECTED : 1;
    const mark = markOf(group);
    pen.fillStyle = isForced ? color : mark[isDark ? 'dark' : 'light'];
    drawMark(pen, point, mark);
  }
}

/** Draws what moves, on a canvas above that of the points. */
export function drawMarks(canvas: HTMLCanvasElement, { active, lasso }: MapMarks): void {
  const sheet = cleared(canvas);
  if (!sheet) return;
  const { pen, color } = sheet;
  pen.strokeStyle = color;
  pen.lineWidth = 2;
  if (active) {
    pen.beginPath();
    pen.arc(active.x, active.y, RADIUS + 4, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.setLineDash([4, 4]);
  pen.beginPath();
  for (const { x, y } of lasso) pen.lineTo(x, y);
  pen.stroke();
}

/** An empty canvas of as many pixels as it has on the screen, to be drawn on in pixels of CSS. */
function cleared(canvas: HTMLCanvasElement) {
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  const { devicePixelRatio: ratio = 1 } = window;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  pen.scale(ratio, ratio);
  return { pen, color: getComputedStyle(canvas).color };
}

function drawMark(pen: CanvasRenderingContext2D, { x, y }: Point, mark: Mark): void {
  const radius = mark === OTHER ? SMALL : RADIUS;
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

/** Whether a text of this color stands on a dark ground. */
function isLight(pen: CanvasRenderingContext2D, color: string): boolean {
  pen.fillStyle = color;
  const [, red = '0', green = '0', blue = '0'] = /^#(..)(..)(..)$/.exec(String(pen.fillStyle)) ?? [];
  const [r, g, b] = [red, green, blue].map((part) => Number.parseInt(part, 16));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0) > 128;
}
