import { expect, onTestFinished, test } from 'vitest';
import type * as Engine from '../../src/engine/index.js';
import type * as Node from '../../src/node/index.js';
import { builtPackage } from '../support/builtPackage.js';

// The engine in Node, as a server has it: the built package, its threads, and the bundled model.

const notes = ['Buy oat milk and bread', 'Call the dentist about Thursday', 'The bike needs new brakes'];

async function nodeEngine() {
  const { createNodeEmbedder, createNodeSearchIndex, buildIndex }: typeof Node = await import(
    `${await builtPackage()}/node/index.js`
  );
  const embedder: Engine.Embedder = createNodeEmbedder({
    model: 'all-MiniLM-L6-v2',
    models: 'models',
    pool: 1,
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

test('the file of a built index is searched without its texts being embedded again', async () => {
  const { embedder, index, buildIndex } = await nodeEngine();
  const file = await buildIndex(notes, { embedder, getText: (note) => note });
  await index.import(file);
  expect(index.getState()).toMatchObject({ items: 3, embedded: 3 });
  const { hits, stage } = await index.search('my tooth hurts');
  expect([hits[0]?.item, stage]).toEqual([notes[1], 'hybrid']);
});
