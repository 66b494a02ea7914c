import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// The table of behaviors in docs/internals/search-box.md names tests that exist.

const folders = ['src', 'test', 'examples'];
const sources = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(stories|test)\.tsx?$/.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
);

test('each behavior of a search box is held by a test that exists', () => {
  const [, table = ''] = readFileSync('docs/internals/search-box.md', 'utf8').split('## Behaviors');
  const names = Array.from(table.matchAll(/\| `([^`]+)`\s*\|$/gm), ([, name = '']) => name);
  const exists = (name: string) =>
    sources.some((source) => source.includes(`export const ${name}`) || source.includes(`('${name}',`));
  expect(names.length).toBeGreaterThan(35);
  expect(names.filter((name) => !exists(name))).toEqual([]);
});
