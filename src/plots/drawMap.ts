import type { Point } from './geometry.js';

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

/**
 * Colours that are told apart also by people who see fewer (Okabe and Ito, 2008), those of them that have a contrast of 3 to
 * black and to white. Groups also differ in shape.
 */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const RADIUS = 4;
const UNSELECTED = 0.25;

/** Draws the points, each by itself: one path of all, or stamping pictures of them, takes two to five times as long. */
export function drawPoints(canvas: HTMLCanvasElement, { points, groups, selected }: MapPoints): void {
  const sheet = cleared(canvas);
  if (!sheet) return; // the table has it all
  const { pen, color } = sheet;
  const isForced = matchMedia('(forced-colors: active)').matches;
  for (const [i, point] of points.entries()) {
    const group = groups[i] ?? 0;
    pen.globalAlpha = selected.size > 0 && !selected.has(i) ? UNSELECTED : 1;
    pen.fillStyle = isForced ? color : (COLOURS[group % COLOURS.length] as string);
    tracePath(pen, point, group);
    pen.fill();
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

/** A circle, a square, a triangle, or a square on its corner. */
function tracePath(pen: CanvasRenderingContext2D, { x, y }: Point, group: number): void {
  pen.beginPath();
  const corners = [0, 4, 3, 4][group % 4] as number;
  if (corners === 0) pen.arc(x, y, RADIUS, 0, 2 * Math.PI);
  const turn = group % 4 === 1 ? Math.PI / 4 : -Math.PI / 2;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    pen.lineTo(x + 1.25 * RADIUS * Math.cos(angle), y + 1.25 * RADIUS * Math.sin(angle));
  }
  pen.closePath();
}
