// The documents as pages of the site, and their sections as items to search.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
/** Documents outside of docs/, by the page that each becomes. */
const ROOT_PAGES = {
  'README.md': 'index',
  'ARCHITECTURE.md': 'architecture',
  'CONTRIBUTING.md': 'contributing',
  'models/README.md': 'models',
};
/** Pages without their extension, as addresses of the site have none. */
const PAGE = /^docs\/(.+)\.md$/;
const FENCE = /^( *)(```+)/;
const HEADING = /^(#{1,3}) (.+)$/;

/** @typedef {{ file: string, page: string, text: string }} Document `file` is relative to the repository, `page` to the site */
/** @typedef {{ url: string, page: string, heading: string, text: string }} Section what the search of the site finds */

/** @returns {readonly Document[]} every document that is a page of the site */
export function pagesOfDocuments() {
  const guides = readdirSync(resolve(root, 'docs'), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return [...Object.keys(ROOT_PAGES), ...guides.toSorted()].map((file) => ({
    file,
    page: pageOf(file) ?? file,
    text: readFileSync(resolve(root, file), 'utf8'),
  }));
}

/** @param {string} file relative to the repository @returns {string | undefined} its page, if it has one */
export function pageOf(file) {
  return PAGE.exec(file)?.[1] ?? /** @type {Record<string, string>} */ (ROOT_PAGES)[file];
}

/**
 * The anchor of a heading, as GitHub makes it, so that a link works there and on the site.
 * @param {string} heading in Markdown
 */
export function slugOf(heading) {
  return plainText(heading)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/**
 * The sections of a page: the text below each heading, with the headings above it.
 * @param {Pick<Document, 'page' | 'text'>} document
 * @returns {readonly Section[]}
 */
export function sectionsOf({ page, text }) {
  /** @type {(Section & { lines: string[] })[]} */
  const sections = [];
  /** @type {string[]} */
  const path = [];
  /** @type {Map<string, number>} */
  const used = new Map();
  let fence = '';
  for (const line of text.replaceAll(/<!--.*?-->/gs, '').split('\n')) {
    const [, , mark] = FENCE.exec(line) ?? [];
    if (mark && (fence === '' || mark === fence)) fence = fence ? '' : mark;
    const [, level, heading] = (!fence && HEADING.exec(line)) || [];
    if (!level || !heading) {
      sections.at(-1)?.lines.push(line);
      continue;
    }
    path.splice(level.length - 1, path.length, plainText(heading));
    const slug = unique(slugOf(heading), used);
    const url = level.length === 1 ? address(page) : `${address(page)}#${slug}`;
    sections.push({ url, page: path[0] ?? page, heading: path.slice(1).join(' › '), text: '', lines: [] });
  }
  return sections
    .map(({ lines, ...section }) => ({ ...section, text: plainText(lines.join('\n')) }))
    .filter(({ text }) => text.length > 0);
}

/** @param {string} page */
function address(page) {
  return page === 'index' ? '' : `${page}.html`;
}

/** @param {string} slug @param {Map<string, number>} used how often each was used already */
function unique(slug, used) {
  const times = used.get(slug) ?? 0;
  used.set(slug, times + 1);
  return times === 0 ? slug : `${slug}-${times}`;
}

/** Markdown without its marks, on one line. @param {string} markdown */
function plainText(markdown) {
  return markdown
    .replaceAll(/^```.*$|<\/?(?:a|br)\b[^>]*>|^\*{3}$/gm, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\|[ :|-]+\|$/gm, '')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\||^[#>]+ |^(?:-|\d+\.) /gm, ' ')
    .replaceAll(/\\([<>|_[\]])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
