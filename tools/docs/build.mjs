// npm run docs: builds the documentation site into site/.vitepress/dist: the guides of docs/, the API reference, the stories,
// and a search over all sections by <SemanticSearch>, whose index `react-embeddings index` makes. npm run docs:dev serves it
// and shows changes of the pages in site/pages/.
//
//   --serve          serves it, after building, on 127.0.0.1
//   --dev            serves without building
//   --without-stories, --without-build    leave out Storybook; use what is in dist/

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serveStatic } from '../serve-static.mjs';
import { copyStories, writeIndex, writePages } from './pages.mjs';

const root = resolve(import.meta.dirname, '../..');
const site = resolve(root, 'site');
const { values: options } = parseArgs({
  options: {
    serve: { type: 'boolean', default: false },
    dev: { type: 'boolean', default: false },
    'without-stories': { type: 'boolean', default: false },
    'without-build': { type: 'boolean', default: false },
  },
});

if (!existsSync(resolve(site, 'node_modules/vitepress')))
  run('npm', ['install', '--prefix', site, '--no-package-lock', '--no-audit', '--no-fund']);
if (!options['without-build']) step('library', () => run('npm', ['run', 'build']));
step('pages and API reference', writePages);
step('index', writeIndex);
if (!options['without-stories']) step('stories', buildStories);
if (options.dev) {
  spawnSync('npx', ['vitepress', 'dev', '--host', '127.0.0.1'], { cwd: site, stdio: 'inherit' });
} else {
  step('site', () => run('npx', ['vitepress', 'build'], site));
  const built = resolve(site, '.vitepress/dist');
  if (options.serve)
    console.log(`The site is at ${(await serveStatic(built)).address}\nPress Ctrl+C to stop.`);
  else console.log(`The site is in ${built}`);
}

function buildStories() {
  rmSync(resolve(root, 'storybook-static'), { recursive: true, force: true });
  run('npx', ['storybook', 'build', '-o', 'storybook-static', '--quiet']);
  copyStories();
}

/** @param {string} name @param {() => unknown} work */
function step(name, work) {
  const start = performance.now();
  work();
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} [cwd]
 */
function run(program, args, cwd = root) {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
