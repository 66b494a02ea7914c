// npm run build:notices: writes THIRD_PARTY_NOTICES.md, the licenses of the Rust crates that wasm/tokenizers is made of.
// Their own files are read where cargo downloads them. The file is committed, and part of the package.
//
//   --check          writes nothing, and fails if the file would be another

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
const CRATE = resolve(ROOT, 'wasm/tokenizers');
const NOTICES = resolve(ROOT, 'THIRD_PARTY_NOTICES.md');
const LICENSE_FILE = /^(licen[sc]e|copying|copyright|notice|unlicense|authors)/i;
/** Where the terms of the Apache License end. What follows is how to apply it, at times with the names of holders. */
const END_OF_TERMS = 'END OF TERMS AND CONDITIONS';
const HOLDER = /^\s*(Copyright (?:\(c\) )?\d.*)$/gim;

const HEAD = `# Third-party notices

\`dist/engine/tokenizers/tokenizers.wasm\` is compiled from wasm/tokenizers and the Rust crates below. Cargo.lock also names
crates that run at build time or on other systems only; all are listed. The Rust standard library is
in it too: MIT OR Apache-2.0. The Rust Project Developers. https://github.com/rust-lang/rust. This file is made by \`npm run build:notices\`.
`;

/** @typedef {{ name: string, version: string, license: string | null, authors: string[], repository: string | null,
 *    source: string | null, manifest_path: string }} Crate */

/** Every crate of Cargo.lock but our own, as `name version`. */
export function lockedCrates() {
  const lock = readFileSync(resolve(CRATE, 'Cargo.lock'), 'utf8');
  const crates = lock.split('[[package]]').filter((block) => /^source = /m.test(block));
  return crates.map(
    (block) => `${/^name = "(.+)"/m.exec(block)?.[1]} ${/^version = "(.+)"/m.exec(block)?.[1]}`,
  );
}

/** @returns {Crate[]} */
function readCrates() {
  const words = ['metadata', '--locked', '--format-version', '1'];
  const options = /** @type {const} */ ({ cwd: CRATE, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return JSON.parse(execFileSync('cargo', words, options)).packages.filter(
    (/** @type {Crate} */ { source }) => source,
  );
}

/** @param {Crate} crate @returns {string[]} the texts of its license files */
function textsOf({ manifest_path }) {
  const folder = dirname(manifest_path);
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && LICENSE_FILE.test(entry.name),
  );
  const texts = names.map(({ name }) => readFileSync(resolve(folder, name), 'utf8'));
  return texts.map((text) =>
    text
      .replaceAll('\r\n', '\n')
      .replace(/[ \t]+$/gm, '')
      .trim(),
  );
}

/** The holders that a crate's copy of the Apache License names. @param {Crate} crate */
function holdersOf(crate) {
  const ends = textsOf(crate).map((text) => text.split(END_OF_TERMS)[1] ?? '');
  return ends.flatMap((end) => Array.from(end.matchAll(HOLDER), ([, holder = '']) => holder.trim()));
}

/** @param {Crate} crate */
function lineOf(crate) {
  const { name, version, license, authors, repository } = crate;
  const facts = [
    license ?? 'see its license file',
    authors.join(', '),
    ...holdersOf(crate),
    repository ?? '',
  ];
  return `- ${name} ${version}: ${facts.filter((fact) => fact !== '').join('. ')}`;
}

/** Each text once, with the crates that have it. */
function makeNotices() {
  const crates = readCrates().sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
  /** @type {Map<string, { text: string, crates: Set<string> }>} */
  const texts = new Map();
  for (const crate of crates)
    for (const text of textsOf(crate)) {
      const key = text.split(END_OF_TERMS)[0]?.replace(/\s+/g, ' ').trim() ?? '';
      const found = texts.get(key) ?? { text, crates: new Set() };
      texts.set(key, found);
      found.crates.add(`${crate.name} ${crate.version}`);
    }
  const sections = [...texts.values()].map(
    ({ text, crates }) => `## ${[...crates].join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  return `${HEAD}\n${crates.map(lineOf).join('\n')}\n\n${sections.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const notices = makeNotices();
  if (!values.check) writeFileSync(NOTICES, notices);
  else if (!existsSync(NOTICES) || readFileSync(NOTICES, 'utf8') !== notices)
    throw new Error('THIRD_PARTY_NOTICES.md is not that of Cargo.lock: run npm run build:notices.');
  console.log(`${lockedCrates().length} crates, ${Math.round(notices.length / 1000)} kB`);
}
