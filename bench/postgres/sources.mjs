// What this benchmark uses of the sources (parts.ts), bundled once, and the vector space of what it loads.

import { bundleForNode } from '../../tools/bundle-for-node.mjs';

/** @type {typeof import('./parts.js')} */
export const parts = await import(
  await bundleForNode('bench/postgres/parts.ts', 'bench/postgres/dist/parts.js')
);

export const MODEL = { space: 'bench', dimensions: 384 };
export const MODES = /** @type {const} */ (['semantic', 'lexical', 'hybrid']);
const PRECISIONS = /** @type {const} */ (['single', 'half', 'binary']);

/** @typedef {typeof PRECISIONS[number]} Precision */
/** @typedef {{ text: string, vector: Float32Array }} Query */
/** @typedef {import('pg').Pool} Pool */

/** @param {string} name @returns {Precision} */
export function precisionOf(name) {
  const precision = PRECISIONS.find((known) => known === name);
  if (precision) return precision;
  throw new Error(`There is no precision "${name}".`);
}
