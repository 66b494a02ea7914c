import { afterAll, describe, expect, test } from 'vitest';
import texts from '../../examples/demo/texts.json';
import { createEmbedder, createSearchIndex } from '../../src/engine/index.js';

// The real workers, the real model.
const embedder = createEmbedder({ model: 'all-MiniLM-L6-v2', modelsUrl: '/models', backends: ['cpu'] });
const index = createSearchIndex<string>({ embedder, getText: (text) => text });
afterAll(async () => {
  await index.dispose();
  await embedder.dispose();
});

const best = async (query: string, mode?: 'hybrid' | 'semantic' | 'lexical') =>
  (await index.search(query, { limit: 1, ...(mode && { mode }) })).hits[0];

describe('an index of the demo’s texts', () => {
  test('is found by words before there is a model', async () => {
    index.add(texts);
    expect((await best('umbrella lent', 'lexical'))?.lexicalRank).toBe(1);
    expect(embedder.getState().status).toBe('idle');
  });

  test('is found by what texts mean', async () => {
    await index.build();
    expect(index.getState()).toEqual({ status: 'ready', items: texts.length, embedded: texts.length });
    expect((await best('can I bring my cat', 'semantic'))?.item).toMatch(/other pets have to wait outside/);
    expect((await best('can I bring my cat'))?.item).toMatch(/other pets have to wait outside/);
  });

  test('gives the scores of both, and their ranks', async () => {
    const hit = await best('guide dogs');
    expect(hit).toMatchObject({
      semanticRank: 1,
      lexicalRank: 1,
      matches: [
        [0, 5],
        [6, 10],
      ],
    });
    expect(hit?.cosine).toBeGreaterThan(0.4);
  });

  test('tells what is close from what is only nearest', async () => {
    const levelOfCosine = async (query: string) => (await best(query, 'semantic'))?.relevanceLevel;
    expect(await levelOfCosine('can I bring my cat')).toMatch(/medium|high/);
    expect(await levelOfCosine('do I have to pay if I am late')).toMatch(/medium|high/);
    expect(await levelOfCosine('quantum chromodynamics')).toBe('low');
  });

  test('a long text is found by its passage', async () => {
    const filler = 'The museum shop sells postcards, pencils and a map of the garden. '.repeat(60);
    const sky =
      'A comet was seen above the old observatory that night. Its tail crossed half of the sky. '.repeat(10);
    const long = filler + sky + filler;
    index.add([long]);
    await index.build();
    const { hits } = await index.search('a bright star with a tail in the sky', { mode: 'semantic' });
    const hit = hits.find(({ item }) => item === long);
    const { start = 0, end = 0 } = hit?.passage ?? {};
    expect(long.slice(start, end)).toContain('comet was seen');
    expect(end - start).toBeLessThan(2_000);
    index.remove([long]);
  });
});
