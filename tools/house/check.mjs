// npm run check:house: the bounds that keep the source and the documents readable. Part of `npm run check`.
//
// import_circles: groups of files in src/ that import each other, also for types alone. loose_files_in_engine: files of
// src/engine/ outside of its folders. readme_words, architecture_words: how long the two documents are.
// files_not_named_after_their_class: files of src/ whose only exported value is a class of another name, and files that have the
// name of a class they export, but not its capitals. longest_line_of_docs: the longest line of prose in any document, without tables, code and comments.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pagesOfDocuments } from '../docs/sections.mjs';
import { atMost, report } from '../report.mjs';
import { filesNotNamedAfterTheirClass } from './classFiles.mjs';
import { importCircles } from './importCircles.mjs';

const root = resolve(import.meta.dirname, '../..');
const json = process.argv.includes('--json');
const circles = importCircles(resolve(root, 'src'));
const misnamed = filesNotNamedAfterTheirClass(resolve(root, 'src'));
const lines = pagesOfDocuments().flatMap(({ file, text }) =>
  proseOf(text).map((line) => ({ file, line, length: [...line].length })),
);
const longest = lines.reduce((most, each) => (each.length > most.length ? each : most));
const bars = {
  import_circles: atMost(circles.length, 0),
  files_not_named_after_their_class: atMost(misnamed.length, 0),
  loose_files_in_engine: atMost(filesIn('src/engine').length, 3),
  readme_words: atMost(wordsOf('README.md'), 1400),
  architecture_words: atMost(wordsOf('ARCHITECTURE.md'), 1500),
  longest_line_of_docs: atMost(longest.length, 120),
};
const broken = Object.values(bars).filter(({ holds }) => !holds);

if (broken.length > 0 && !json) {
  for (const circle of circles) console.error(`These files import each other: ${circle.join(', ')}`);
  for (const { file, name } of misnamed)
    console.error(`src/${file} exports the class ${name}: name it ${name}.ts`);
  if (!bars.longest_line_of_docs.holds) console.error(`A long line in ${longest.file}: ${longest.line}`);
}
if (json || broken.length > 0) report({ bars, n: { documents: pagesOfDocuments().length }, json });
process.exitCode = broken.length > 0 ? 1 : 0;

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(resolve(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
}

/** @param {string} file @returns how many words it has, code and tables included */
function wordsOf(file) {
  return (readFileSync(resolve(root, file), 'utf8').match(/\S*[\p{L}\p{N}]\S*/gu) ?? []).length;
}

/** The lines of a document that are neither code, nor of a table, nor a comment. @param {string} markdown */
function proseOf(markdown) {
  return markdown
    .replaceAll(/^ *```.*?^ *```$/gms, '')
    .replaceAll(/<!--.*?-->/gs, '')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('|'));
}
