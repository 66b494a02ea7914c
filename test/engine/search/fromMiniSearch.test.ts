import MiniSearch from 'minisearch';
import { afterEach, expect, test } from 'vitest';
import { createEmbedder, createSearchIndex, fromMiniSearch } from '../../../src/engine/index.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

interface Book {
  readonly title: string;
  readonly text: string;
}

const BOOKS: readonly Book[] = [
  { title: 'The whale', text: 'A captain hunts a white whale over all the seas' },
  { title: 'The island', text: 'A boy finds the map of a treasure and sails with pirates' },
  { title: 'The moor', text: 'A detective looks for a hound that glows at night' },
];

const ended: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of ended.splice(0)) await thing[Symbol.asyncDispose]();
});

function indexOfBooks() {
  const embedder = createEmbedder({
    model: 'all-MiniLM-L6-v2',
    modelsUrl: 'https://host.example/models',
    backends: ['cpu'],
    worker: lookUpWorkers({ detecktive: [1], [BOOKS[0]?.text ?? '']: [1] }).worker,
  });
  const index = createSearchIndex<Book>({
    embedder,
    getText: ({ text }) => text,
    getId: ({ title }) => title,
    fields: { title: { getText: ({ title }) => title } },
    lexical: fromMiniSearch(new MiniSearch({ fields: ['text', 'title'] }), { fuzzy: 0.2 }),
    worker: () => workerOf(createSearchApi()),
  });
  ended.push(embedder, index);
  index.add(BOOKS);
  return index;
}

const titlesOf = ({ hits }: { readonly hits: readonly { readonly id: string }[] }) =>
  hits.map(({ id }) => id);

test('misspelt words are found, and what they matched is told', async () => {
  const index = indexOfBooks();
  const { hits } = await index.search('detecktive', { mode: 'lexical' });
  expect(hits).toMatchObject([{ id: 'The moor', matches: [[2, 11]] }]);
  expect(hits[0]?.bm25).toBeGreaterThan(0);
});

test('fields are searched too', async () => {
  expect(titlesOf(await indexOfBooks().search('island', { mode: 'lexical' }))).toEqual(['The island']);
});

test('the last word may go on only while a person types', async () => {
  const index = indexOfBooks();
  expect(titlesOf(await index.search('pira', { mode: 'lexical' }))).toEqual([]);
  expect(titlesOf(await index.search('pira', { mode: 'lexical', prefix: true }))).toEqual(['The island']);
  expect(titlesOf(await index.search('pira capt', { mode: 'lexical', prefix: true }))).toEqual(['The whale']);
});

test('a hybrid search has both', async () => {
  const index = indexOfBooks();
  await index.build();
  const { hits, mode } = await index.search('detecktive');
  expect(mode).toBe('hybrid');
  expect(hits.slice(0, 2).map(({ id }) => id)).toEqual(expect.arrayContaining(['The whale', 'The moor']));
});

test('items that change or go are found as they are', async () => {
  const index = indexOfBooks();
  index.add([{ title: 'The moor', text: 'A dog' }]);
  index.remove(['The whale']);
  expect(titlesOf(await index.search('hound', { mode: 'lexical' }))).toEqual([]);
  expect(titlesOf(await index.search('dog', { mode: 'lexical' }))).toEqual(['The moor']);
  expect(titlesOf(await index.search('whale', { mode: 'lexical' }))).toEqual([]);
});
