import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockedCrates } from '../tools/build/notices.mjs';
import { pagesOfDocuments } from '../tools/docs/sections.mjs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const text = (file: string) => readFileSync(file, 'utf8');

describe('package.json', () => {
  test('names types before code in every export', () => {
    for (const entry of Object.values<unknown>(manifest.exports)) {
      if (typeof entry === 'object' && entry)
        expect(['types', 'types,default']).toContain(Object.keys(entry).join());
    }
  });

  test('depends on little at run time, on exact versions', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['idb-keyval', 'onnxruntime-web', 'pbf']);
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  test('asks only those for packages of PostgreSQL who use them', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta);
    expect(optional.filter((name) => name.startsWith('pg'))).toEqual(['pg', 'pg-boss', 'pg-copy-streams']);
  });

  test('carries neither weights nor sources', () => {
    expect(manifest.files).toEqual(['dist', 'docs', 'models/README.md', '*.md']);
  });

  test('carries what its README and guides link to', () => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { encoding: 'utf8' }),
    );
    const files: readonly string[] = packed.files.map(({ path }: { path: string }) => path);
    const guides = files.filter((file) => /^(README\.md|docs\/.*\.md)$/.test(file));
    const links = guides.flatMap((guide) =>
      Array.from(text(guide).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, link = '']) =>
        join(dirname(guide), link),
      ),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !files.includes(link))).toEqual([]);
  });

  test('carries the notices of every crate that its wasm is made of', () => {
    const crates = lockedCrates();
    expect(crates.length).toBeGreaterThan(50);
    const listed = Array.from(
      text('THIRD_PARTY_NOTICES.md').matchAll(/^- (\S+ \S+): .{3}/gm),
      ([, crate]) => crate,
    );
    expect([...listed].sort()).toEqual([...crates].sort());
  });

  test('has no script that runs at install', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });
});

describe('the documents', () => {
  test.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'LICENSE',
    'models/README.md',
  ])('%s is there', (file) => {
    expect(text(file).length).toBeGreaterThan(200);
  });

  test('name only scripts that exist', () => {
    const named = pagesOfDocuments().flatMap(({ text }) =>
      Array.from(text.matchAll(/npm run (?:-s )?([a-z\d:-]*[a-z\d])/g), ([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  test('name only files that exist', () => {
    const named = pagesOfDocuments().flatMap(({ text }) =>
      Array.from(
        text.matchAll(/`((?:src|test|models|tools|bench|examples|\.storybook|\.ci)\/[^`\s{}*]*)`/g),
        ([, path = '']) => path,
      ),
    );
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('name sources by names that they have', () => {
    const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n');
    const names = new Set(tracked.map((path) => basename(path)));
    const named = pagesOfDocuments()
      .filter(({ file }) => /^(ARCHITECTURE|CONTRIBUTING)|internals/.test(file))
      .flatMap(({ text }) =>
        Array.from(text.matchAll(/`(?:[\w./-]*\/)?([\w-]+\.[cm]?[jt]sx?)`/g), ([, name = '']) => name),
      );
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});
