import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';

// Code in the documents compiles, against the sources. What a sample takes for granted stands before it, in a comment:
// <!-- given: declare const notes: …; -->

const DOCUMENTS = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)];
const FOLDER = 'test/samples'; // inside of the checkout, so that packages are found
const SAMPLE = /(?:<!-- given:(.*?)-->\s*)?^```(tsx?)\n(.*?)^```/gms;

interface Sample {
  readonly name: string;
  readonly code: string;
}

const samples: readonly Sample[] = DOCUMENTS.flatMap((document) =>
  Array.from(readFileSync(document, 'utf8').matchAll(SAMPLE), ([, given = '', language, code], i) => ({
    name: `${document.replaceAll(/\W/g, '_')}_${i + 1}.${language}`,
    code: `${given}\n${code}\nexport {};\n`,
  })),
);

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('the documents have samples', () => {
  expect(samples.length).toBeGreaterThan(5);
});

test('every sample compiles', { timeout: 120_000 }, () => {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, code } of samples) writeFileSync(`${FOLDER}/${name}`, code);
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
