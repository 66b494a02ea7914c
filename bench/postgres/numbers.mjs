// The numbers of a table.

/**
 * @param {readonly number[]} values
 * @param {number} share from 0 to 1
 */
export function percentile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}

/** To one digit behind the point. @param {number} value */
export function round(value) {
  return Math.round(value * 10) / 10;
}

/** To four digits. @param {number} value */
export function roundShare(value) {
  return Math.round(value * 1e4) / 1e4;
}

/** @param {number} start as of `performance.now()` */
export function secondsSince(start) {
  return round((performance.now() - start) / 1000);
}
