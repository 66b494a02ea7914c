import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { afterAll, expect, test } from 'vitest';
import { chartsOf } from '../tools/docs/charts.mjs';
import { pagesOfDocuments, slugOf } from '../tools/docs/sections.mjs';
import { readRun, withNumbers } from '../tools/docs/tables.mjs';
import { readSamples } from './support/samples.js';

// Code in the documents compiles, against the sources, and is run by a test that knows what a reader expects of it.

const FOLDER = 'test/samples'; // inside of the checkout, so that packages are found
const TEST = /\.test\.tsx?$/;
const LINK = /\]\(([^)\s]+)\)/g;
const FILE = /`((?:bench|docs|examples|models|src|test|tools|wasm)\/[\w./-]+)`/g;
const ROW = /^\|.*\|$/;
const CELL_BORDER = /(?<!\\)\|/g;
const USE = /'sample:([\w./-]+#\d+)'/g;

const samples = readSamples();

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('every sample is run by a test', () => {
  const tests = readdirSync('test', { encoding: 'utf8', recursive: true }).filter((name) => TEST.test(name));
  const texts = tests.map((name) => readFileSync(`test/${name}`, 'utf8'));
  const run = texts.flatMap((text) => Array.from(text.matchAll(USE), ([, id]) => id));
  expect([...new Set(run)].toSorted()).toEqual(samples.map(({ id }) => id).toSorted());
});

test('every sample compiles', { timeout: 120_000 }, () => {
  mkdirSync(FOLDER, { recursive: true });
  for (const { id, language, given, code } of samples)
    writeFileSync(`${FOLDER}/${id.replaceAll(/\W/g, '_')}.${language}`, `${given}\n${code}\nexport {};\n`);
  writeFileSync(
    `${FOLDER}/tsconfig.json`,
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false },
      include: ['.'],
      exclude: [],
    }),
  );
  expect(compilerSays()).toBe('');
});

test('every link between documents leads to a file, and to a section that is there', () => {
  const broken = pagesOfDocuments().flatMap(({ file, text }) =>
    Array.from(text.matchAll(LINK), ([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !leadsSomewhere(file, target))
      .map((target) => `${file}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every file that a document names is there', () => {
  const missing = pagesOfDocuments().flatMap(({ file, text }) =>
    Array.from(text.matchAll(FILE), ([, path = '']) => path)
      .filter((path) => !existsSync(path))
      .map((path) => `${file}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('every row of a table has as many cells as its heading', () => {
  const borders = (line = '') => (ROW.test(line) ? (line.match(CELL_BORDER)?.length ?? 0) : undefined);
  const torn = pagesOfDocuments().flatMap(({ file, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, i) => {
      const [own, above] = [borders(line), borders(lines[i - 1])];
      return own !== undefined && above !== undefined && own !== above ? [`${file}:${i + 1}`] : [];
    });
  });
  expect(torn).toEqual([]);
});

test('figures are those of the runs of record', () => {
  const typed = pagesOfDocuments().filter(({ text }) => withNumbers(text) !== text);
  expect(typed.map(({ file }) => file)).toEqual([]);
});

test('charts are those of the run of record', () => {
  for (const [file, svg] of chartsOf(readRun('compare')))
    expect(readFileSync(`docs/images/${file}`, 'utf8'), `npm run docs:numbers draws ${file}`).toBe(svg);
});

function leadsSomewhere(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headingsOf(readFileSync(file, 'utf8')).includes(anchor);
}

function headingsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#{1,6} (.+)$/gm), ([, heading = '']) => slugOf(heading));
}

function compilerSays(): string {
  try {
    execFileSync('npx', ['tsc', '-p', FOLDER], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return String(Object(error).stdout ?? error);
  }
}
