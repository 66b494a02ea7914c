// npm run bench:evaluate: the worked example of docs/choosing-a-model.md. Runs `npx react-embeddings evaluate` as the page shows it:
// the demo's texts, the queries beside this file, and the two models of 384 numbers that lie in this repository.
// `npm run docs:numbers -- --record evaluate` puts its table there.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { report } from '../../tools/report.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const root = resolve(import.meta.dirname, '../..');
const QUERIES = join(import.meta.dirname, 'queries.jsonl');
const MODELS = ['bge-small-en-v1.5-q4', 'all-MiniLM-L6-v2'];

/** @typedef {Record<'model' | 'mode', string> & Record<string, number | null>} Row shares from 0 to 1 */

const folder = mkdtempSync(join(tmpdir(), 'react-embeddings-evaluate-'));
try {
  execFileSync('npx', ['rolldown', '-c'], { cwd: root, stdio: 'ignore' });
  /** @type {string[]} */
  const texts = JSON.parse(readFileSync(join(root, 'examples/demo/texts.json'), 'utf8'));
  const items = join(folder, 'items.jsonl');
  writeFileSync(items, texts.map((text, id) => `${JSON.stringify({ id, text })}\n`).join(''));
  /** @type {{ queries: number, rows: Row[] }} */
  const { queries, rows } = JSON.parse(
    execFileSync(
      process.execPath,
      [
        ...[join(root, 'dist/node/cli.js'), 'evaluate', QUERIES, '--index', items, '--json'],
        ...['--language', 'en', '--models', join(root, 'models')],
        ...MODELS.flatMap((model) => ['--model', model]),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ),
  );
  report({ bars: {}, n: { items: texts.length, queries }, json: options.json, tables: { rows } });
} finally {
  rmSync(folder, { recursive: true });
}
