/** A box of the page, in pixels of CSS. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Something whose contrast counts: what is drawn in a box on one ground, as a text is; a box across an edge, from what is around
 * it to what is within it; or two places. `text` needs 4.5:1, `part` 3:1.
 */
export type Spot = { readonly name: string; readonly kind: 'text' | 'part' } & (
  | { readonly ink: Box }
  | { readonly edge: Box }
  | { readonly pair: readonly [Box, Box] }
);

type Rgb = readonly [number, number, number];

/** How much something differs from its ground, from 1 to 21, and where that is. */
export interface Measured {
  readonly contrast: number;
  readonly at: Box;
}

/** The contrast of each spot in a picture, by kind and name; of several with one name, the lowest. */
export async function measure(
  picture: Blob,
  spots: readonly Spot[],
  scale: number,
): Promise<Record<string, Measured>> {
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('There is no canvas.');
  pen.drawImage(bitmap, 0, 0);
  const pixelsOf = ({ x, y, width, height }: Box) =>
    pen.getImageData(
      Math.round(x * scale),
      Math.round(y * scale),
      Math.max(1, Math.round(width * scale)),
      Math.max(1, Math.round(height * scale)),
    ).data;
  const lowest: Record<string, Measured> = {};
  for (const spot of spots) {
    const key = `${spot.kind} ${spot.name}`;
    const found = contrastOf(spot, (box) => colorsByCount(pixelsOf(box)));
    const at = boxOf(spot);
    if (found < (lowest[key]?.contrast ?? 22)) lowest[key] = { contrast: found, at };
  }
  return lowest;
}

/** Where a spot is. */
export const boxOf = (spot: Spot): Box =>
  'ink' in spot ? spot.ink : 'edge' in spot ? spot.edge : spot.pair[0];

function contrastOf(spot: Spot, colorsOf: (box: Box) => readonly Color[]): number {
  if ('ink' in spot) return inkContrast(colorsOf(spot.ink));
  if ('pair' in spot) {
    const [a = WHITE, b = WHITE] = spot.pair.map((box) => colorsOf(box)[0]?.rgb);
    return contrast(a, b);
  }
  const { edge } = spot;
  const [around = WHITE, within = WHITE] = [edge.y, edge.y + edge.height - 1].map(
    (y) => colorsOf({ ...edge, y, height: 1 })[0]?.rgb,
  );
  const sides = ({ rgb }: Color) => Math.min(contrast(rgb, around), contrast(rgb, within));
  return Math.max(...colorsOf(edge).map(sides));
}

const WHITE: Rgb = [255, 255, 255];

/** What differs less from the ground is a blend at the edge of a letter, or the ground. */
const MIN_INK = 1.1;
/** A color that has less of the ink than this is a blend of it with something else. */
const MIN_SHARE = 0.1;

/**
 * The contrast of what is drawn in a box with its ground, the color that most of it has. The edges of letters are blends, so of the
 * colors that much of the ink has, it is the one that differs most. 1 if there is but one color.
 */
function inkContrast(colors: readonly Color[]): number {
  const [ground] = colors;
  if (!ground) return 1;
  const inks = colors
    .map(({ rgb, count }) => ({ count, contrast: contrast(rgb, ground.rgb) }))
    .filter((ink) => ink.contrast >= MIN_INK);
  const most = Math.max(...inks.map(({ count }) => count));
  return Math.max(1, ...inks.map((ink) => (ink.count >= most * MIN_SHARE ? ink.contrast : 1)));
}

interface Color {
  readonly rgb: Rgb;
  readonly count: number;
}

/** The colors of pixels, the most frequent first. */
function colorsByCount(pixels: Uint8ClampedArray): readonly Color[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels.length; i += 4) {
    const color = ((pixels[i] ?? 0) << 16) | ((pixels[i + 1] ?? 0) << 8) | (pixels[i + 2] ?? 0);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([color, count]) => ({ rgb: [color >> 16, (color >> 8) & 255, color & 255], count }));
}

/** WCAG 2.2: relative luminance of an sRGB color. */
function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2: the contrast of two colors, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
