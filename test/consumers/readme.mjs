import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serveStrictly } from '../../tools/serve-strictly.mjs';
import { cannotRun, run } from './command.mjs';
import { serveByScript } from './serve-script.mjs';
import { problemsAtHome, search, visit } from './visit.mjs';

// README.md and the guide to weights as a package, word for word: their commands run where a reader would run them, their
// samples are the app. Only our packages, which may not be published yet, are replaced by what is packed here, and `latest`
// by a version that the supported Node runs.

/** @typedef {{ browser: import('playwright').Browser, work: string, tarballs: Record<string, string> }} Tools */

const root = resolve(import.meta.dirname, '../..');
const CREATE_VITE = 'vite@9.3.0';
/** Lines that a person writes are fewer, blank ones not counted. */
const LINES = 15;
const NOTES = { label: 'Search my notes', expected: ['Call the dentist about Thursday'] };
const MODEL = 'bge-small-en-v1.5';
const FAILED = 'Search by meaning could not start.';

/**
 * A new user's first search, with a model from the Hub, which cannot be reached; then with weights as a package.
 * @param {Tools} tools
 * @returns {Promise<Record<string, string[]>>} what is wrong, by way
 */
export async function tryReadme({ browser, work, tarballs }) {
  const app = join(work, 'my-app');
  const words = { 'vite@latest': CREATE_VITE, ...tarballs };
  const ways = {
    readme: async () => {
      const problems = follow('README.md', '## Use it', { folder: work, app, words });
      const server = await serveByScript(app, 'preview');
      return problems.concat(await searchWithoutHub(browser, server).finally(server.close));
    },
    'readme:weights': async () => {
      const problems = follow('docs/self-hosting.md', '## As a package', { folder: app, app, words });
      const server = await serveStrictly(join(app, 'dist'));
      return problems.concat(await searchByMeaning(browser, server).finally(server.close));
    },
    'readme:dev': async () => {
      const server = await serveByScript(app, 'dev');
      return await searchByMeaning(browser, server).finally(server.close);
    },
  };
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const [way, attempt] of Object.entries(ways)) found[way] = await attempt().catch(cannotRun);
  return found;
}

/**
 * Does what stands below a heading: the commands, then the sample as `src/App.tsx`; and builds the app.
 * @param {string} document
 * @param {string} heading
 * @param {{ folder: string, app: string, words: Record<string, string> }} where `folder` is where the person is, `words`
 *   what takes the place of a word in a command
 */
function follow(document, heading, { folder, app, words }) {
  const sample = blockBelow(document, heading, 'tsx');
  run(
    'sh',
    ['-ec', blockBelow(document, heading, 'sh').replaceAll(/\S+/g, (word) => words[word] ?? word)],
    folder,
  );
  writeFileSync(join(app, 'src/App.tsx'), sample);
  run('npm', ['run', 'build'], app);
  const lines = sample.split('\n').filter((line) => line.trim() !== '').length;
  return lines < LINES ? [] : [`the sample below "${heading}" has ${lines} lines`];
}

/**
 * The first block of code of a language below a heading.
 * @param {string} document
 * @param {string} heading
 * @param {string} language
 */
function blockBelow(document, heading, language) {
  const [, below = ''] = readFileSync(join(root, document), 'utf8').split(`\n${heading}\n`);
  const [section = ''] = below.split(/^#+ /m);
  const [, block] = section.match(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms')) ?? [];
  if (block === undefined) throw new Error(`${document} has no block of ${language} below "${heading}"`);
  return block;
}

/**
 * Words are found, the page says what failed, and it has asked for nothing but the model.
 * @param {Tools['browser']} browser
 * @param {{ address: string }} server
 */
async function searchWithoutHub(browser, { address }) {
  const { problems, asked } = await visit(browser, address, async (page) => {
    await search(page, { ...NOTES, query: 'dent' });
    await page.getByText(FAILED).waitFor({ timeout: 60_000 });
    await search(page, { ...NOTES, query: 'dentist' });
  });
  if (asked.length === 0) problems.push('it has not asked for the model');
  const pinned = pinnedAddresses(MODEL);
  return problems.concat(asked.filter((url) => !pinned.includes(url)).map((url) => `it asked for ${url}`));
}

/** Where the files of a model are on the Hub, at the commit that the catalog names. @param {string} id */
function pinnedAddresses(id) {
  /** @type {{ id: string, repo: string, revision: string, files: Record<string, { path: string }> }[]} */
  const catalog = JSON.parse(readFileSync(join(root, 'models/catalog.json'), 'utf8'));
  return catalog
    .filter((model) => model.id === id)
    .flatMap(({ repo, revision, files }) =>
      Object.values(files).map(({ path }) => `https://huggingface.co/${repo}/resolve/${revision}/${path}`),
    );
}

/**
 * What shares no word with the query is found, and nothing is asked of another origin.
 * @param {Tools['browser']} browser
 * @param {{ address: string }} server
 */
async function searchByMeaning(browser, { address }) {
  const visited = await visit(browser, address, async (page) => {
    await search(page, { ...NOTES, query: 'toothache' });
    if (await page.getByText('Searching by words').count()) throw new Error('it searches by words only');
  });
  return problemsAtHome(visited);
}
