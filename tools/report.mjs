// What every benchmark says of itself.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { resolve } from 'node:path';

/** @typedef {{ value: number, bound: number, holds: boolean }} Bar */

/**
 * A bar that holds when `value` is at least `bound`.
 * @param {number} value
 * @param {number} bound
 * @returns {Bar}
 */
export function atLeast(value, bound) {
  const rounded = Math.round(value * 1e4) / 1e4;
  return { value: rounded, bound, holds: rounded >= bound };
}

/**
 * A bar that holds when `value` is at most `bound`.
 * @param {number} value
 * @param {number} bound
 * @returns {Bar}
 */
export function atMost(value, bound) {
  const rounded = Math.round(value * 100) / 100;
  return { value: rounded, bound, holds: rounded <= bound };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (Number(sorted[Math.floor(middle)]) + Number(sorted[Math.ceil(middle)])) / 2;
}

/**
 * @typedef {object} Report
 * @property {Record<string, Bar>} bars
 * @property {Record<string, number>} n how many were measured
 * @property {string} [chromiumPath] of the browser that was measured
 * @property {boolean} json
 * @property {Record<string, string>} [versions] of what is compared with
 * @property {Record<string, unknown>} [tables] further figures
 */

/**
 * Prints a benchmark's bars with the machine and the versions they were measured on: as one JSON object, or for people.
 * @param {Report} measured
 */
export function report({ bars, n, chromiumPath, json, versions: others = {}, tables = {} }) {
  const date = new Date().toISOString().slice(0, 10);
  const facts = { machine: machine(), versions: { ...versions(chromiumPath), ...others }, date, n };
  if (json) return console.log(JSON.stringify({ ...facts, bars, ...tables }));
  process.stderr.write('\n');
  console.log(facts);
  for (const [name, table] of Object.entries(tables)) {
    console.log(`\n${name}`);
    console.table(table);
  }
  console.table(bars);
}

export function machine() {
  const [cpu] = os.cpus();
  return `${os.cpus().length} x ${cpu?.model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()}`;
}

/** @param {string | undefined} chromiumPath */
function versions(chromiumPath) {
  const chromium = chromiumPath && execFileSync(chromiumPath, ['--version'], { encoding: 'utf8' }).trim();
  const { dependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'));
  return { node: process.version, ...(chromium && { chromium }), ...dependencies };
}
