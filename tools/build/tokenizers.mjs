// npm run build:tokenizers: compiles wasm/tokenizers, the official Rust crate behind a thin wrapper, to the wasm module
// that the worker loads for tokenizers other than BERT's. The module is committed, with a record of what it was made of,
// so that only who changes its sources needs Rust. The same sources and compiler give the same bytes on any machine.
//
//   --check          builds nothing if the sources are those of the record; otherwise builds, and fails when the module
//                    that is committed is another

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
const CRATE = resolve(ROOT, 'wasm/tokenizers');
const RECORD = resolve(CRATE, 'record.json');
const TARGET = 'wasm32-unknown-unknown';

/** The module as it is committed. */
export const TOKENIZERS_WASM = resolve(ROOT, 'src/engine/tokenizers/tokenizers.wasm');

/** @typedef {{ sources: string, module: string, bytes: number, rustc: string }} Record SHA-256 of sources and module */

/** @returns {Record} */
export function readRecord() {
  return JSON.parse(readFileSync(RECORD, 'utf8'));
}

/** The SHA-256 of all that the module is made of. */
export function digestOfSources() {
  const files = [
    'Cargo.toml',
    'Cargo.lock',
    ...readdirSync(resolve(CRATE, 'src')).map((file) => `src/${file}`),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(resolve(CRATE, file)));
  return hash.digest('hex');
}

/** @param {Uint8Array} bytes */
export function digestOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @returns {Buffer} */
function compile() {
  const run = (/** @type {string} */ command, /** @type {string[]} */ args, env = {}) =>
    execFileSync(command, args, {
      cwd: CRATE,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
  run('rustup', ['target', 'add', TARGET]);
  run('cargo', ['fetch', '--locked', '--target', TARGET]);
  const folder = resolve(ROOT, 'node_modules/.cache/tokenizers');
  const RUSTFLAGS = ['--cfg', 'getrandom_backend="custom"', ...withoutMachinePaths()].join('\x1f');
  run('cargo', ['build', '--release', '--locked', '--target', TARGET, '--target-dir', folder], {
    CARGO_ENCODED_RUSTFLAGS: RUSTFLAGS,
  });
  const bytes = readFileSync(resolve(folder, TARGET, 'release/react_embeddings_tokenizers.wasm'));
  assertSelfContained(bytes);
  return bytes;
}

/** Places of panics carry the paths of sources, which differ from machine to machine. */
function withoutMachinePaths() {
  const registry = resolve(process.env.CARGO_HOME ?? resolve(homedir(), '.cargo'), 'registry/src');
  const folders = [
    [CRATE, 'tokenizers'],
    ...readdirSync(registry).map((name) => [resolve(registry, name), 'crates']),
  ];
  return folders.map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

/** @param {Buffer} bytes */
function assertSelfContained(bytes) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(Uint8Array.from(bytes)));
  if (imports.length > 0) throw new Error(`The module imports ${imports.map(({ name }) => name)}.`);
  if (bytes.includes(ROOT) || bytes.includes(homedir()))
    throw new Error('The module carries a path of this machine.');
}

function check() {
  const record = readRecord();
  const committed = digestOf(readFileSync(TOKENIZERS_WASM));
  if (committed !== record.module)
    throw new Error(
      `tokenizers.wasm is ${committed}, not ${record.module} as recorded: run npm run build:tokenizers.`,
    );
  if (digestOfSources() === record.sources) return console.log('tokenizers.wasm is that of its sources.');
  if (digestOf(compile()) !== committed)
    throw new Error('The sources of tokenizers.wasm changed and it did not: run npm run build:tokenizers.');
}

function build() {
  const bytes = compile();
  const rustc = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).trim();
  const record = { sources: digestOfSources(), module: digestOf(bytes), bytes: bytes.length, rustc };
  writeFileSync(TOKENIZERS_WASM, bytes);
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
  console.log(record);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  if (values.check) check();
  else build();
}
