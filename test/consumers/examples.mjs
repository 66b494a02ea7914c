import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serveStrictly } from '../../tools/serve-strictly.mjs';
import { cannotRun, run } from './command.mjs';
import { problemsAtHome, visit } from './visit.mjs';

// The examples, as somebody copies them: files beside an app of Vite, with the packed tarball and the bundled model.

/** @typedef {import('playwright').Page} Page */
/** @typedef {{ browser: import('playwright').Browser, work: string, tarballs: Record<string, string> }} Tools */

const root = resolve(import.meta.dirname, '../..');
const MODEL = 'models/all-MiniLM-L6-v2';
const SLOW_MS = 60_000;

/** What a person does in each, and what is there then. @type {Record<string, (page: Page) => Promise<void>>} */
const USE = {
  async HeaderSearch(page) {
    await find(page, 'combobox', 'I forgot my password', /Reset a forgotten password/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /password/ }).waitFor();
  },
  async HelpCenter(page) {
    await find(page, 'searchbox', 'somebody has left our team', /Remove a member/);
    await page.getByRole('link', { name: 'Remove a member' }).click();
    await page.getByRole('article').getByRole('link').nth(1).waitFor({ timeout: SLOW_MS });
  },
  async ProductCatalog(page) {
    await page.getByRole('checkbox', { name: 'Camp' }).check();
    await find(page, 'searchbox', 'keep warm while I sleep', /Drift sleeping bag/);
    await page.reload();
    await page
      .getByRole('listitem')
      .first()
      .filter({ hasText: 'Drift sleeping bag' })
      .waitFor({ timeout: SLOW_MS });
  },
  async CommandPalette(page) {
    await page.locator('[data-sem-part=shortcut]').waitFor(); // it is heard
    await page.keyboard.press('Control+k');
    await find(page, 'combobox', 'too small to read', /Make the text larger/);
    await page.keyboard.press('Enter');
    await page.getByText('Done: Make the text larger').waitFor();
  },
  async EmojiPicker(page) {
    await find(page, 'combobox', 'hilarious', /laughing/);
    await page.keyboard.press('Enter');
    await page.getByText(/^Well done \S+$/).waitFor();
  },
  DuplicateFinder: (page) =>
    page.getByText('The app crashes when I open a photo').first().waitFor({ timeout: SLOW_MS }),
  RelatedNotes: (page) =>
    page
      .getByRole('region', { name: 'Related notes' })
      .getByRole('listitem')
      .nth(2)
      .waitFor({ timeout: SLOW_MS }),
  MapOfNotes: (page) => page.locator('[data-sem-part=plane][aria-busy=false]').waitFor({ timeout: SLOW_MS }),
};

/** @param {Page} page @param {'combobox' | 'searchbox'} role @param {string} query @param {RegExp} row the first one */
async function find(page, role, query, row) {
  await page.getByRole(role).fill(query);
  const rows = page.getByRole(role === 'combobox' ? 'option' : 'listitem');
  await rows.first().filter({ hasText: row }).waitFor({ timeout: SLOW_MS });
}

/** @param {Tools} tools @returns {Promise<Record<string, string[]>>} what is wrong, by example */
export async function tryExamples({ browser, work, tarballs }) {
  const folder = join(work, 'examples');
  cpSync(join(import.meta.dirname, 'apps/examples'), folder, { recursive: true });
  cpSync(join(import.meta.dirname, 'apps/app/index.html'), join(folder, 'index.html')); // the page of all apps
  cpSync(join(root, MODEL), join(folder, 'public', MODEL), { recursive: true });
  cpSync(join(root, 'examples'), join(folder, 'examples'), {
    recursive: true,
    filter: (path) => !/examples\/demo|\.(stories\.tsx|mdx)$/.test(path),
  });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies['react-embeddings'] = `file:${tarballs['react-embeddings']}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const names = readdirSync(join(folder, 'examples')).filter((name) => /^[A-Z]/.test(name));
  const untried = names.filter((name) => !(name in USE)).map((name) => `nothing is done in ${name}`);
  run('npm', ['install'], folder);
  run('npm', ['run', 'build'], folder);
  const server = await serveStrictly(join(folder, 'dist'));
  /** @type {Record<string, string[]>} */
  const found = { examples: untried };
  for (const [name, use] of Object.entries(USE))
    found[`examples:${name}`] = await visit(browser, `${server.address}?example=${name}`, use)
      .then(problemsAtHome)
      .catch(cannotRun);
  server.close();
  return found;
}
