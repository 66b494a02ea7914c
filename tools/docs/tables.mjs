// The figures of the documents, by name, out of the runs of record.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NUMBERS, RUN_OF, TABLES } from './run-tables.mjs';

const folder = resolve(import.meta.dirname, '../../docs/numbers');
const MARKED = /(<!-- (table|number): ([\w.-]+) -->)(.*?)(<!-- end -->)/gs;

/** What measures each run of record: a script of package.json that takes --json. @type {Readonly<Record<string, string>>} */
export const COMMANDS = {
  compare: 'bench',
  cpu: 'bench:cpu',
  evaluate: 'bench:evaluate',
  postgres: 'bench:postgres',
  search: 'bench:search',
  tokenizers: 'bench:tokenizers',
  latency: 'bench:latency',
  curve: 'bench:curve',
  models: 'bench:models',
  size: 'size',
};

/** @import { Rows, Run } from './run-tables.mjs' */

/** A document with the figures of the runs of record. @param {string} markdown */
export function withNumbers(markdown) {
  return markdown.replaceAll(MARKED, (_, begin, kind, name, _old, end) =>
    kind === 'number' ? `${begin}${numberOf(name)}${end}` : `${begin}\n\n${tableOf(name)}\n\n${end}`,
  );
}

/** @param {string} name */
const fileOf = (name) => resolve(folder, `${name}.json`);

/** Whether there is a run of record. @param {string} name */
const isRecorded = (name) => existsSync(fileOf(name));

/** @param {string} name @returns {Run} */
export function readRun(name) {
  if (!isRecorded(name))
    throw new Error(`There is no run of record ${name}: npm run docs:numbers -- --record ${name}`);
  return JSON.parse(readFileSync(fileOf(name), 'utf8'));
}

/** @param {string} name */
function numberOf(name) {
  const number = NUMBERS[name];
  if (!number) throw new Error(`There is no number ${name}. There are: ${Object.keys(NUMBERS).join(', ')}.`);
  return number(readRun);
}

/** @param {string} name */
function tableOf(name) {
  const table = TABLES[name];
  if (!table) throw new Error(`There is no table ${name}. There are: ${Object.keys(TABLES).join(', ')}.`);
  const source = RUN_OF[name] ?? name;
  if (!isRecorded(source))
    return `No run is recorded yet: \`npm run docs:numbers -- --record ${source}\` makes one.`;
  const run = readRun(source);
  return `${circumstances(source, run)}\n\n${markdownTable(table(run))}`;
}

/** Where, when and how often a run was measured. @param {string} name @param {Run} run */
function circumstances(name, { machine, versions, date, n, command = `npm run ${COMMANDS[name]}` }) {
  const of = Object.entries(n).map(
    ([what, count]) => `${what.replaceAll('_', ' ')} ${count.toLocaleString('en')}`,
  );
  const facts = [
    machine,
    ...Object.entries(versions).map(([what, version]) => `${what} ${version}`),
    date,
    ...of,
  ];
  return `\`${command}\`:\n${wrapped(facts.join('; '))}.`;
}

/** Lines of at most 120 characters. @param {string} text */
function wrapped(text) {
  return text.replaceAll(/(.{1,118})(?: |$)/g, '$1\n').trimEnd();
}

/** @param {Rows} rows */
function markdownTable(rows) {
  const [head = [], ...body] = rows.map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? '').length), 3));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
