// npm run docs:numbers: rewrites the figures in the documents from the runs of record in docs/numbers/*.json, so that nobody
// types one. A table stands between `<!-- table: NAME -->` and `<!-- end -->`, a figure in a sentence between
// `<!-- number: NAME -->` and `<!-- end -->`; tools/docs/run-tables.mjs says what NAME is. `test/documents.test.ts` holds the
// documents to it. The charts of docs/benchmarks.md are drawn from the run `compare`.
//
//   --record NAME    runs a benchmark with --json first and stores what it prints as docs/numbers/NAME.json;
//                    what stands behind a further -- are options of the benchmark

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chartsOf } from './charts.mjs';
import { pagesOfDocuments } from './sections.mjs';
import { COMMANDS, readRun, withNumbers } from './tables.mjs';

const root = resolve(import.meta.dirname, '../..');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: 'string', multiple: true, default: [] } },
});

for (const name of options.record) record(name);
for (const { file, text } of pagesOfDocuments()) {
  const rewritten = withNumbers(text);
  if (rewritten === text) continue;
  writeFileSync(resolve(root, file), rewritten);
  console.log(`${file}: rewritten`);
}

for (const [file, svg] of chartsOf(readRun('compare')))
  writeFileSync(resolve(root, 'docs/images', file), svg);

/** @param {string} name */
function record(name) {
  const command = COMMANDS[name];
  if (!command)
    throw new Error(`There is no benchmark ${name}. There are: ${Object.keys(COMMANDS).join(', ')}.`);
  const printed = execFileSync('npm', ['run', '--silent', command, '--', '--json', ...positionals], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const measured = JSON.parse(printed.trim().split('\n').at(-1) ?? '');
  writeFileSync(resolve(root, `docs/numbers/${name}.json`), `${JSON.stringify(measured, null, 2)}\n`);
}
