import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { readSamples } from './support/samples.js';

// Code in the documents compiles, against the sources, and is run by a test that knows what a reader expects of it.

const FOLDER = 'test/samples'; // inside of the checkout, so that packages are found
const TEST = /\.test\.tsx?$/;
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

function compilerSays(): string {
  try {
    execFileSync('npx', ['tsc', '-p', FOLDER], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return String(Object(error).stdout ?? error);
  }
}
