import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type * as Engine from '../../src/engine/index.js';
import type * as Node from '../../src/node/index.js';
import { builtPackage } from '../support/builtPackage.js';
import { NOTES } from '../support/notes.js';
import { compileSample } from '../support/runSamples.js';

// The engine in Node, as a server has it: the built package, its threads, and the bundled model.

const notes = ['Buy oat milk and bread', 'Call the dentist about Thursday', 'The bike needs new brakes'];

async function nodeEngine() {
  const { createNodeEmbedder, createNodeSearchIndex, buildIndex }: typeof Node = await import(
    `${builtPackage}/node/index.js`
  );
  const embedder: Engine.Embedder = createNodeEmbedder({
    model: 'all-MiniLM-L6-v2',
    models: 'models',
    maxWorkers: 1,
  });
  onTestFinished(() => embedder.dispose());
  const index = createNodeSearchIndex<string>({ embedder, getText: (note) => note });
  onTestFinished(() => index.dispose());
  return { embedder, index, buildIndex };
}

test('a server finds by meaning, and what it found can be sent to a page', async () => {
  const { index } = await nodeEngine();
  index.add(notes);
  await index.build();
  const result = await index.search('my tooth hurts', { mode: 'semantic' });
  expect(result.hits[0]).toMatchObject({ item: notes[1], semanticRank: 1 });
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('a script that disposes nothing ends when its work is done', async () => {
  const script = `
    import { createNodeEmbedder, createNodeSearchIndex } from '${builtPackage}/node/index.js';
    const embedder = createNodeEmbedder({ model: 'all-MiniLM-L6-v2', models: 'models', maxWorkers: 2 });
    const index = createNodeSearchIndex({ embedder, getText: (note) => note });
    index.add(${JSON.stringify(notes)});
    await index.build();
    const { hits } = await index.search('my tooth hurts');
    const vectors = await embedder.embedMany(${JSON.stringify(notes)});
    console.log(hits[0].item, vectors.length);`;
  const options = { encoding: 'utf8', timeout: 30_000 } as const; // one that does not end is killed: an error
  const said = execFileSync('node', ['--input-type=module', '--eval', script], options);
  expect(said).toBe(`${notes[1]} 3\n`);
});

test('the file of a built index is searched without its texts being embedded again', async () => {
  const { embedder, index, buildIndex } = await nodeEngine();
  const file = await buildIndex(notes, { embedder, getText: (note) => note });
  await index.import(file);
  expect(index.getState()).toMatchObject({ items: 3, embedded: 3 });
  const { hits, mode } = await index.search('my tooth hurts');
  expect([hits[0]?.item, mode]).toEqual([notes[1], 'hybrid']);
});

test('docs/next.md: an app’s server finds what its page is to show', async () => {
  const app = mkdtempSync(join(tmpdir(), 'react-embeddings-app-'));
  onTestFinished(() => rmSync(app, { recursive: true }));
  for (const folder of ['node_modules', 'public']) mkdirSync(join(app, folder));
  writeFileSync(join(app, 'package.json'), '{}'); // the app's own, whatever lies above it
  symlinkSync(resolve('.'), join(app, 'node_modules/react-embeddings'));
  symlinkSync(resolve('models'), join(app, 'public/models'));
  writeFileSync(join(app, 'sample.mjs'), (await compileSample('sample:docs/next.md#2')).code);
  writeFileSync(
    join(app, 'server.mjs'),
    `import run from './sample.mjs';
    const { findNotes } = await run({ notes: ${JSON.stringify(NOTES)} });
    process.stdout.write(JSON.stringify(await findNotes('toothache')));`,
  );
  const found = execFileSync('node', ['server.mjs'], { cwd: app, encoding: 'utf8', timeout: 30_000 });
  expect(JSON.parse(found)).toMatchObject({
    query: 'toothache',
    mode: 'hybrid',
    hits: [{ item: NOTES[1] }, {}, {}],
  });
});
