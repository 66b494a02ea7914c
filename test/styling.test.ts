import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// docs/styling.md names every token and every part that there is.

const styles = readFileSync('src/styles.css', 'utf8');
const guide = readFileSync('docs/styling.md', 'utf8');

const found = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, name = '']) => name);
const sorted = (names: readonly string[]) => [...new Set(names)].toSorted();

/** The names in backticks in the first column of the table below a heading. */
function namesBelow(heading: string): readonly string[] {
  const [, section = ''] = guide.split(`## ${heading}\n`);
  const rows = found(section.split('\n## ')[0] ?? '', /^\| (`[^|]*)\|/gm);
  return sorted(rows.flatMap((row) => found(row, /`([^`]+)`/g)));
}

test('the guide has each token that the stylesheet reads, and no other', () => {
  const tokens = found(styles, /var\(\s*(--sem-[a-z-]+)/g);
  expect(namesBelow('Tokens')).toEqual(sorted(tokens));
});

test('the guide has each part of the components and of the stylesheet, and no other', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.stories.'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'));
  const parts = [
    ...sources.flatMap((source) => found(source, /data-sem-part['"]?(?:=|: ?)['"{]*["']([a-z-]+)["']/g)),
    ...found(styles, /\[data-sem-part="([a-z-]+)"\]/g),
  ];
  expect(namesBelow('Parts')).toEqual(sorted(parts));
});
