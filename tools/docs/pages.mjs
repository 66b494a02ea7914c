// Writes what the site shows into site/pages/: the documents with links that lead to pages of the site, the API reference,
// the stories, the model, and the index that the search loads.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import posix from 'node:path/posix';
import { pageOf, pagesOfDocuments, sectionsOf } from './sections.mjs';

const root = resolve(import.meta.dirname, '../..');
const site = resolve(root, 'site');
const pages = resolve(site, 'pages');
const files = resolve(pages, 'public');
const MODEL = 'all-MiniLM-L6-v2';
/** Entries that TypeDoc names otherwise than package.json. @type {Readonly<Record<string, string>>} */
const ENTRIES = {
  index: 'react-embeddings',
  'adapters/aiSdk': 'react-embeddings/ai-sdk',
  'adapters/langchain': 'react-embeddings/langchain',
};
/** How many characters of an API section are indexed: what it is, without the tables of its options. */
const API_CHARACTERS = 400;
const LINK = /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g;

/** Writes all pages anew, and the files beside them. */
export function writePages() {
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(files, { recursive: true });
  for (const { file, page, text } of pagesOfDocuments()) write(`${page}.md`, onSite(file, text));
  cpSync(resolve(root, 'docs/images'), join(pages, 'images'), { recursive: true });
  writeApi();
}

/** The API reference, one page for each entry of the package. */
function writeApi() {
  const options = ['--options', 'typedoc.json', '--out', join(pages, 'api')];
  run(process.execPath, ['node_modules/typedoc/bin/typedoc', ...options], site);
  for (const name of readdirSync(join(pages, 'api'), { encoding: 'utf8', recursive: true }))
    if (name.endsWith('.md')) nameEntry(join(pages, 'api', name), name.replace(/\.md$/, ''));
}

/** Gives a page of the reference the name that an app imports. @param {string} file @param {string} entry as TypeDoc calls it */
function nameEntry(file, entry) {
  const name = ENTRIES[entry] ?? `react-embeddings/${entry}`;
  const note =
    entry === 'index' ? '\n\nIt also exports everything of [react-embeddings/engine](engine.md).' : '';
  const title = entry === 'overview' ? 'API reference' : name;
  const text = readFileSync(file, 'utf8').replace(/^# .*$/m, `# ${title}${note}`);
  const link = (/** @type {string} */ _, /** @type {string} */ of) =>
    `[${ENTRIES[of] ?? `react-embeddings/${of}`}](`;
  writeFileSync(file, entry === 'overview' ? text.replaceAll(/\[([\w/]+)\]\(/g, link) : text);
}

/** The index of all sections, by our own command, and the model that reads questions. */
export function writeIndex() {
  const sections = readPages().flatMap(sectionsOf).map(asItem);
  const items = join(site, 'sections.jsonl');
  writeFileSync(items, sections.map((section) => JSON.stringify(section)).join('\n'));
  const cli = resolve(root, 'dist/node/cli.js');
  const index = ['index', items, '--out', join(files, 'sections.index'), '--model', MODEL];
  const shape = ['--models', 'models', '--id', 'url', '--field', 'heading=2', '--check', 'never'];
  run(process.execPath, [cli, ...index, ...shape], root);
  const served = ['config.json', 'tokenizer.json', 'onnx', '1_Pooling', 'modules.json'];
  for (const name of [...served, 'sentence_bert_config.json', 'LICENSE'])
    cpSync(resolve(root, 'models', MODEL, name), join(files, 'models', MODEL, name), { recursive: true });
  return sections.length;
}

/** Storybook, if it is built. */
export function copyStories() {
  const stories = resolve(root, 'storybook-static');
  if (!existsSync(stories)) return false;
  cpSync(stories, join(files, 'stories'), { recursive: true, filter: (path) => !path.includes('/weights/') });
  return true;
}

/** A section as it is embedded: with its headings, which say what it is about. @param {import('./sections.mjs').Section} section */
export function asItem(section) {
  const { url, page, heading, text } = section;
  const body = url.startsWith('api/') ? text.slice(0, API_CHARACTERS) : text;
  return { ...section, text: `${[page, heading].filter(Boolean).join(', ')}. ${body}` };
}

/** Every page that is written, with those of the API. */
function readPages() {
  return readdirSync(pages, { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({
      page: name.replace(/\.md$/, '').replaceAll('\\', '/'),
      text: readFileSync(join(pages, name), 'utf8'),
    }));
}

/**
 * A document whose links lead to pages of the site; what is none is named without a link.
 * @param {string} file
 * @param {string} markdown
 */
function onSite(file, markdown) {
  return markdown.replaceAll(LINK, (link, image, text, target) => {
    if (/^([a-z]+:|#)/.test(target)) return link;
    const [path = '', anchor] = target.split('#');
    const found = posix.join(posix.dirname(file), path);
    if (image) return `![${text}](/${found.replace(/^docs\//, '')})`;
    const page = pageOf(found);
    return page ? `[${text}](/${page}.md${anchor ? `#${anchor}` : ''})` : text;
  });
}

/** @param {string} name @param {string} text */
function write(name, text) {
  const file = join(pages, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
function run(program, args, cwd) {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
