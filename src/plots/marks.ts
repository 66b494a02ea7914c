import type { Point } from './geometry.js';

/** How the points of a group look: told apart by shape first, by color second. */
export interface Mark {
  /** As a character, for a legend. */
  readonly sign: string;
  /** On a light and on a dark ground: 4.9:1 and more against either. */
  readonly light: string;
  readonly dark: string;
  /** Corners around the point, in radii; none for what is round. */
  readonly corners: readonly Point[];
  readonly isRing?: boolean;
}

/** Corners at equal angles, by turns at the distances given. */
function around(count: number, turn: number, distances: readonly number[]): readonly Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (i * 2 * Math.PI) / count;
    const distance = distances[i % distances.length] as number; // there is one
    return { x: distance * Math.cos(angle), y: distance * Math.sin(angle) };
  });
}

const UP = -Math.PI / 2;
const LONG = 1.25;
/** Four arms, a little wider at the middle. */
const CROSS = around(12, UP + Math.PI / 12, [1.3, 0.57, 1.3]);

/** The marks of the first eight groups. A ninth is one of the others: a mark that stood for two would say something false. */
export const MARKS: readonly Mark[] = [
  { sign: '●', light: '#0b61b5', dark: '#74b4ff', corners: [] },
  { sign: '■', light: '#c2410c', dark: '#ff9a6b', corners: around(4, Math.PI / 4, [LONG]) },
  { sign: '▲', light: '#00785a', dark: '#43d3a6', corners: around(3, UP, [LONG]) },
  { sign: '◆', light: '#ad2f8c', dark: '#ff92d9', corners: around(4, UP, [LONG]) },
  { sign: '○', light: '#876000', dark: '#e8bf45', corners: [], isRing: true },
  { sign: '✚', light: '#5a3ec8', dark: '#bba7ff', corners: CROSS },
  { sign: '★', light: '#0a7a8f', dark: '#55d5eb', corners: around(10, UP, [1.4, 0.6]) },
  { sign: '▼', light: '#4b515d', dark: '#c9ced8', corners: around(3, -UP, [LONG]) },
];
/** The number of the mark of all other groups. */
export const OTHER_KIND = 8;
/** The mark of all other groups: a small dot. */
export const OTHER: Mark = { sign: '•', light: '#565d6a', dark: '#a9b0bd', corners: [] };

export const markOf = (group: number): Mark => MARKS[group] ?? OTHER;
