import type { Point } from './geometry.js';

/** What a map shows. */
export interface MapPicture {
  readonly points: readonly Point[];
  /** For each point, the number of its group. */
  readonly groups: readonly number[];
  readonly active: number | undefined;
  readonly selected: ReadonlySet<number>;
  /** The line that a person is drawing. */
  readonly lasso: readonly Point[];
}

/**
 * Colours that are told apart also by people who see fewer (Okabe and Ito, 2008), those of them that have a contrast of 3 to
 * black and to white. Groups also differ in shape.
 */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const RADIUS = 4;

/** Draws a map in a canvas of so many pixels of CSS; text and lines in the colour that the element has. */
export function drawMap(canvas: HTMLCanvasElement, { points, groups, ...picture }: MapPicture): void {
  const pen = canvas.getContext('2d');
  if (!pen) return; // the table has it all
  const { devicePixelRatio: ratio = 1 } = window;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  pen.scale(ratio, ratio);
  const { color } = getComputedStyle(canvas);
  const isForced = matchMedia('(forced-colors: active)').matches;
  const hasSelection = picture.selected.size > 0;
  for (const [i, point] of points.entries()) {
    const group = groups[i] ?? 0;
    pen.globalAlpha = hasSelection && !picture.selected.has(i) ? 0.25 : 1;
    pen.fillStyle = isForced ? color : (COLOURS[group % COLOURS.length] as string);
    shape(pen, point, group, RADIUS);
    pen.fill();
  }
  pen.globalAlpha = 1;
  pen.strokeStyle = color;
  pen.lineWidth = 2;
  const active = picture.active === undefined ? undefined : points[picture.active];
  if (active) {
    pen.beginPath();
    pen.arc(active.x, active.y, RADIUS + 4, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.setLineDash([4, 4]);
  pen.beginPath();
  for (const { x, y } of picture.lasso) pen.lineTo(x, y);
  pen.stroke();
}

/** A circle, a square, a triangle, or a square on its corner. */
function shape(pen: CanvasRenderingContext2D, { x, y }: Point, group: number, radius: number): void {
  pen.beginPath();
  const corners = [0, 4, 3, 4][group % 4] as number;
  if (corners === 0) pen.arc(x, y, radius, 0, 2 * Math.PI);
  const turn = group % 4 === 1 ? Math.PI / 4 : -Math.PI / 2;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    pen.lineTo(x + 1.25 * radius * Math.cos(angle), y + 1.25 * radius * Math.sin(angle));
  }
  pen.closePath();
}
