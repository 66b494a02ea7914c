// Compares what a tokenizer of ours gives with what reference.py wrote.

import { readFileSync } from 'node:fs';

/** @typedef {import('../../src/engine/workers/embedding/tokenizer/types.js').Tokenizer} Tokenizer */
/** @typedef {import('../../src/engine/workers/embedding/tokenizer/types.js').Encoding} Encoding */
/** @typedef {{ cases: number, differences: number, examples: string[] }} Comparison */

const BATCH = 64;
const EXAMPLES = 3;

/**
 * All texts with each limit, as the reference was made.
 * @param {Tokenizer} tokenizer
 * @param {readonly string[]} texts
 * @param {string} file of the reference
 * @param {readonly (number | undefined)[]} limits
 * @returns {Comparison}
 */
export function compare(tokenizer, texts, file, limits = [undefined]) {
  const next = readRows(file);
  const totals = limits[0] === undefined ? undefined : countAll(tokenizer, texts);
  const found = { cases: 0, differences: 0, examples: /** @type {string[]} */ ([]) };
  for (const maxTokens of limits) {
    for (let start = 0; start < texts.length; start += BATCH) {
      const batch = texts.slice(start, start + BATCH);
      const options = { offsets: true, ...(maxTokens !== undefined && { maxTokens }) };
      const encodings = tokenizer.encode(batch, options);
      const whole = totals ? tokenizer.encode(batch, { ...options, whole: true }) : encodings;
      for (const [row, text] of batch.entries()) {
        const expected = next();
        const encoding = /** @type {Encoding} */ (encodings[row]);
        const total = totals ? totals[start + row] : expected.ids.length;
        found.cases += 1;
        const isEqual =
          isSame(encoding, expected, text) &&
          isSame(/** @type {Encoding} */ (whole[row]), expected, text) &&
          whole[row]?.total === total &&
          encoding.total > encoding.ids.length === (whole[row]?.total ?? 0) > encoding.ids.length;
        if (isEqual) continue;
        found.differences += 1;
        if (found.examples.length < EXAMPLES)
          found.examples.push(
            JSON.stringify({ text: text.slice(0, 80), maxTokens, ...show(encoding, expected, total) }),
          );
      }
    }
  }
  return found;
}

/** @param {Tokenizer} tokenizer @param {readonly string[]} texts */
function countAll(tokenizer, texts) {
  return tokenizer.encode(texts).map(({ ids }) => ids.length);
}

/** @typedef {{ ids: Uint32Array, typeIds: Uint32Array, offsets: Uint32Array }} Row */

/**
 * A reader of the rows of a file, one after the other.
 * @param {string} file
 * @returns {() => Row}
 */
function readRows(file) {
  const bytes = readFileSync(file);
  const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  let at = 0;
  return () => {
    const count = Number(numbers[at]);
    const [ids, types, offsets, end] = [at + 1, at + 1 + count, at + 1 + 2 * count, at + 1 + 4 * count];
    at = end;
    return {
      ids: numbers.subarray(ids, types),
      typeIds: numbers.subarray(types, offsets),
      offsets: numbers.subarray(offsets, end),
    };
  };
}

/** @param {Encoding} encoding @param {Row} expected @param {string} text */
function isSame({ ids, typeIds, offsets = [] }, expected, text) {
  return (
    isEqual(ids, expected.ids) &&
    (typeIds ? isEqual(typeIds, expected.typeIds) : expected.typeIds.every((type) => type === 0)) &&
    isEqual(inCodePoints(offsets, text), expected.offsets)
  );
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function isEqual(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Our offsets are in UTF-16 units, Python's in code points.
 * @param {readonly number[]} offsets
 * @param {string} text
 */
function inCodePoints(offsets, text) {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return offsets;
  const points = new Uint32Array(text.length + 1);
  let point = 0;
  for (let unit = 0; unit < text.length; point += 1) {
    points[unit] = point;
    unit += Number(text.codePointAt(unit)) > 0xffff ? 2 : 1;
  }
  points[text.length] = point;
  return offsets.map((unit) => Number(points[unit]));
}

/** @param {Encoding} encoding @param {Row} expected @param {number | undefined} total */
function show({ ids, offsets, total: ours }, expected, total) {
  const some = (/** @type {ArrayLike<number> | undefined} */ list) => Array.from(list ?? []).slice(0, 24);
  const [a, b] = [some(ids), some(expected.ids)];
  if (JSON.stringify(a) !== JSON.stringify(b)) return { ids: a, expected: b };
  return { offsets: some(offsets), expected: some(expected.offsets), total: ours, expectedTotal: total };
}
