// Tables in documents that a script writes: what stands between `<!-- name -->` and `<!-- end of name -->`.

import { readFileSync, writeFileSync } from 'node:fs';

/**
 * @param {string} file
 * @param {Record<string, string>} contents by name
 */
export function writeSections(file, contents) {
  let text = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(contents)) {
    const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
    const from = text.indexOf(begin);
    if (from < 0 || !text.includes(end)) throw new Error(`${file} has no place for "${name}".`);
    text = text.slice(0, from) + begin + content + text.slice(text.indexOf(end));
  }
  writeFileSync(file, text);
}

/**
 * Rows of objects, as a table in Markdown; texts to the left, numbers to the right.
 * @param {readonly Record<string, string | number>[]} rows
 */
export function tableOf(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isNumeric = names.map((name) =>
    rows.every((row) => typeof row[name] === 'number' || row[name] === ''),
  );
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, i) => Math.max(3, ...lines.map((line) => line[i]?.length ?? 0)));
  const pad = (/** @type {string} */ cell, /** @type {number} */ i) =>
    isNumeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
  const [head = '', ...body] = lines.map((line) => `| ${line.map(pad).join(' | ')} |`);
  const rule = widths.map((width, i) => (isNumeric[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [head, `| ${rule.join(' | ')} |`, ...body].join('\n');
}
