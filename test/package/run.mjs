// npm run test:package: checks the package as it is packed. What publint and attw say; that types hold for an app, by the
// oldest TypeScript that is supported, one in between, and the newest; that two builds make the same file; and that every
// export has a word said of it in the API reference, which is written to api-reference/. In CI.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const tools = join(root, 'test/package');
const tool = (/** @type {string} */ path) => join(tools, 'node_modules', path);
const work = mkdtempSync(join(tmpdir(), 'react-embeddings-package-'));
/** Entries that are no code. */
const NO_CODE = ['styles.css', 'styles.layer.css', 'package.json'];
/** The compilers that an app may have. */
const COMPILERS = {
  'TypeScript 5.7': tool('typescript-oldest/bin/tsc'),
  'TypeScript 6.0': tool('typescript/bin/tsc'),
  'TypeScript 7.0': join(root, 'node_modules/typescript/bin/tsc'),
};
/** What an app says of the types. */
const TYPE_TESTS = ['types.test-d.tsx', 'wrapping.test-d.tsx'];
/** The options that it may have: without and with `exactOptionalPropertyTypes`. */
const PROJECTS = /** @type {const} */ (['strict', 'exact']);

try {
  if (!existsSync(tool('typedoc')))
    run('npm', ['install', '--prefix', tools, '--no-package-lock', '--no-audit', '--no-fund']);
  const packed = pack();
  check('two builds make the same file', () => {
    const again = pack();
    if (again.sha256 !== packed.sha256) throw new Error(`${packed.sha256} and ${again.sha256}`);
  });
  check('publint', () => run(tool('.bin/publint'), ['run', packed.file, '--strict']));
  const apart = ['--exclude-entrypoints', ...NO_CODE];
  check('attw', () => run(tool('.bin/attw'), [packed.file, '--profile', 'esm-only', ...apart]));
  const app = appWith(packed.file);
  for (const [name, compiler] of Object.entries(COMPILERS))
    for (const project of PROJECTS)
      check(`types, by ${name}, ${project}`, () =>
        run(process.execPath, [compiler, '-p', join(app, `${project}.json`)]),
      );
  check('API reference', () => run(tool('.bin/typedoc'), ['--options', join(tools, 'typedoc.json')]));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function pack() {
  run('npm', ['run', 'build']);
  const name = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', work]).trim();
  const file = join(work, name.split('\n').at(-1) ?? '');
  return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

/** An app that has the package, and says in types what it expects. @param {string} tarball @returns its folder */
function appWith(tarball) {
  const modules = join(work, 'node_modules');
  mkdirSync(modules);
  run('tar', ['xzf', tarball, '-C', modules]);
  cpSync(join(modules, 'package'), join(modules, 'react-embeddings'), { recursive: true });
  for (const name of ['react', 'react-dom', '@types', '@tanstack', 'csstype', 'vitest', '@vitest', 'vite'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const file of TYPE_TESTS) cpSync(join(root, 'test/hooks', file), join(work, file));
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const [loose, exact] = PROJECTS;
  const options = { [loose]: {}, [exact]: { exactOptionalPropertyTypes: true } };
  for (const [project, more] of Object.entries(options))
    writeFileSync(
      join(work, `${project}.json`),
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...more }, files: TYPE_TESTS }),
    );
  return work;
}

/**
 * @param {string} name
 * @param {() => unknown} work
 */
function check(name, work) {
  try {
    work();
    console.log(`${name}: holds`);
  } catch (error) {
    const { stdout = '', stderr = '' } = Object(error);
    console.log(`${name}: ${stdout || stderr ? `${stdout}${stderr}` : error}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  return execFileSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1e8,
  });
}
