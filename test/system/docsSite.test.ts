import { expect, test } from 'vitest';
import { sidebar } from '../../site/.vitepress/sidebar.js';
import type * as Node from '../../src/node/index.js';
import { asItem } from '../../tools/docs/pages.mjs';
import { QUESTIONS } from '../../tools/docs/questions.mjs';
import { pagesOfDocuments, type Section, sectionsOf } from '../../tools/docs/sections.mjs';
import { builtPackage } from '../support/builtPackage.js';

// The search of the documentation site, without the site: the same sections, model and options, in Node. So that it takes
// seconds, only of the pages that are asked for, and of as many others. `npm run test:docs` asks the built site.

const OTHERS = ['hooks', 'plots', 'webgpu', 'next', 'bundlers', 'integrations'];

const pageOf = (url: string) => url.replace(/\.html.*$/, '');

test('a question finds its section', async () => {
  const asked = new Set([...Object.values(QUESTIONS).flat().map(pageOf), ...OTHERS]);
  const sections = pagesOfDocuments()
    .flatMap(sectionsOf)
    .filter(({ url }) => asked.has(pageOf(url)))
    .map(asItem);
  const { createNodeEmbedder, createNodeSearchIndex }: typeof Node = await import(
    `${builtPackage}/node/index.js`
  );
  const embedder = createNodeEmbedder({ model: 'all-MiniLM-L6-v2', models: 'models' });
  const index = createNodeSearchIndex<Section>({
    embedder,
    getId: ({ url }) => url,
    getText: ({ text }) => text,
    fields: { heading: { getText: ({ heading }) => heading, weight: 2 } },
  });
  try {
    index.add(sections);
    await index.build();
    for (const [question, answers] of Object.entries(QUESTIONS)) {
      const { hits, mode } = await index.search(question, { prefix: true });
      expect({ question, mode, url: hits[0]?.id, answers }).toEqual(
        expect.objectContaining({ mode: 'hybrid', url: expect.toBeOneOf([...answers]) }),
      );
    }
  } finally {
    await index.dispose();
    await embedder.dispose();
  }
});

test('the sidebar of the site has every document, once', () => {
  const linked = sidebar.flatMap(({ items }) => items.map(({ link }) => link.slice(1) || 'index'));
  expect(linked.toSorted()).toEqual(
    pagesOfDocuments()
      .map(({ page }) => page)
      .toSorted(),
  );
});
