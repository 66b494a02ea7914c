import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  createEmbedder,
  createSearchIndex,
  EmbedError,
  type SearchIndexOptions,
} from '../../../src/engine/index.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { at, embedderOf, ended, idsOf, indexOf, MEANINGS, NOTES, type Note } from '../../support/notes.js';
import { lookUpWorkers, workerOf } from '../../support/scriptedWorker.js';

// Indexes as files: written by one index, read by another, over the real wire.

afterEach(async () => {
  for (const thing of ended.splice(0)) await thing[Symbol.asyncDispose]();
});

async function fileOf(notes: readonly Note[], options: Partial<SearchIndexOptions<Note>> = {}) {
  const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), options);
  index.add(notes);
  return index.export({ precision: 'int8' });
}

/** Serves a body at a URL. */
async function serve(body: Uint8Array | string, status = 200): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ended.push({ [Symbol.asyncDispose]: async () => void server.close() });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/notes.index`;
}

describe('an index from a file', () => {
  test('finds by meaning and by words without embedding anything but the query', async () => {
    const workers = lookUpWorkers(MEANINGS);
    const index = indexOf(embedderOf(workers));
    await index.import(await fileOf(NOTES));
    expect(index.getState()).toEqual({ status: 'idle', items: 3, embedded: 3 });
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 2 }))).toEqual([
      'dentist',
      'bike',
    ]);
    expect(idsOf(await index.search('brakes bread', { mode: 'lexical' }))).toEqual(['milk', 'bike']);
    expect(workers.batches.flat()).toEqual(['toothache']);
  });

  test('is filtered by the members of a Set, which is a list there', async () => {
    interface Tagged extends Note {
      readonly tags: Iterable<string>;
    }
    const tagged = NOTES.map((note): Tagged => ({ ...note, tags: new Set(['all', `of-${note.id}`]) }));
    const written = indexOf<Tagged>(embedderOf(lookUpWorkers(MEANINGS)));
    written.add(tagged);
    const read = indexOf<Tagged>(embedderOf(lookUpWorkers(MEANINGS)));
    await read.import(await written.export());
    for (const index of [written, read]) {
      const filter = { tags: 'of-bike' };
      const found = await index.search('bike milk', { mode: 'lexical', filter, facets: ['tags'] });
      expect([idsOf(found), found.facets?.tags?.length]).toEqual([['bike'], 2]);
    }
    const { hits } = await read.search('bike', { mode: 'lexical' });
    expect(hits[0]?.item.tags).toEqual(['all', 'of-bike']);
  });

  test('scores words as the index did that wrote it', async () => {
    const written = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    written.add(NOTES);
    const read = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    await read.import(await written.export());
    for (const query of ['the bike', 'milk dentist', 'brea'])
      expect(await read.search(query, { mode: 'lexical', prefix: true })).toEqual(
        await written.search(query, { mode: 'lexical', prefix: true }),
      );
  });

  test('is fetched with the first search, once', async () => {
    const source = await serve(await fileOf(NOTES));
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { source });
    expect(index.getState().items).toBe(0);
    const found = await Promise.all([index.search('toothache'), index.search('milk')]);
    expect(found.map((result) => idsOf(result)[0])).toEqual(['dentist', 'milk']);
    expect(index.getState().items).toBe(3);
  });

  test.each<unknown>([undefined, 1e20, -1, 'file', new Float32Array(4), [1, 2]])(
    'is bytes, not %o',
    async (file) => {
      const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
      await expect(index.import(file as Uint8Array)).rejects.toMatchObject({ code: 'invalid-input' });
    },
  );

  test('whose vectors the worker refuses leaves the items that were read, to be embedded and searched by words', async () => {
    const api = createSearchApi();
    vi.spyOn(api, 'importDocuments').mockRejectedValueOnce(
      new EmbedError('index-load-failed', 'It ends too early.'),
    );
    const workers = lookUpWorkers(MEANINGS);
    const index = indexOf(embedderOf(workers), { worker: () => workerOf(api) });
    await expect(index.import(await fileOf(NOTES))).rejects.toMatchObject({ code: 'index-load-failed' });
    await index.build();
    expect(index.getState()).toEqual({ status: 'ready', items: 3, embedded: 3 });
    expect(idsOf(await index.search('bread', { mode: 'lexical' }))).toEqual(['milk']);
  });

  test('keeps each of equal items without ids', async () => {
    const texts = Array.from({ length: 501 }, () => 'toothache'); // read in two parts
    const make = () => {
      const embedder = embedderOf(lookUpWorkers(MEANINGS));
      const worker = () => workerOf(createSearchApi());
      const index = createSearchIndex<string>({ embedder, getText: (text) => text, worker });
      ended.push(index);
      return index;
    };
    const written = make();
    written.set(texts);
    const read = make();
    await read.import(await written.export());
    expect(read.getState()).toMatchObject({ items: 501, embedded: 501 });
  });

  test('goes on with items of the page, and embeds only those', async () => {
    const workers = lookUpWorkers({ ...MEANINGS, 'A filling fell out': [0, 1, 0.05] });
    const index = indexOf(embedderOf(workers));
    await index.import(await fileOf(NOTES));
    index.add([{ id: 'filling', text: 'A filling fell out' }]);
    index.remove(['bike']);
    await index.build();
    expect(workers.batches.flat()).toEqual(['A filling fell out']);
    expect(idsOf(await index.search('toothache', { mode: 'semantic' }))).toEqual([
      'filling',
      'dentist',
      'milk',
    ]);
    expect(idsOf(await index.search('brakes', { mode: 'lexical' }))).toEqual([]);
  });

  test('embeds an item whose text is another than when the file was made', async () => {
    const workers = lookUpWorkers({ ...MEANINGS, MILK: [0, 0.9, 0.1] });
    const getText = ({ id, text }: Note) => (id === 'milk' ? 'MILK' : text);
    const index = indexOf(embedderOf(workers), { getText });
    await index.import(await fileOf(NOTES));
    expect(index.getState()).toMatchObject({ items: 3, embedded: 2 });
    await index.build();
    expect(workers.batches.flat()).toEqual(['MILK']);
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 1 }))).toEqual(['milk']);
    expect(idsOf(await index.search('oat', { mode: 'lexical' }))).toEqual([]);
    expect(idsOf(await index.search('dentist', { mode: 'lexical' }))).toEqual(['dentist']);
  });

  test('is written with what changed since it was read', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    await index.import(await fileOf(NOTES));
    index.remove(['milk']);
    const again = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    await again.import(await index.export());
    expect(again.getState().items).toBe(2);
    expect(idsOf(await again.search('toothache', { mode: 'semantic' }))).toEqual(['dentist', 'bike']);
  });

  test('is there again after its worker died', async () => {
    const source = await serve(await fileOf(NOTES));
    const workers = lookUpWorkers(MEANINGS);
    const started: Worker[] = [];
    const worker = () => {
      started.push(workerOf(createSearchApi()));
      return started.at(-1) as Worker;
    };
    const index = indexOf(embedderOf(workers), { source, worker });
    await index.search('toothache');
    started[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    await expect.poll(() => index.getState().embedded).toBe(0);
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 1 }))).toEqual(['dentist']);
    expect(idsOf(await index.search('brakes', { mode: 'lexical' }))).toEqual(['bike']);
    expect(new Set(workers.batches.flat())).toEqual(new Set(['toothache']));
  });

  test('of another model is refused', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS), { model: 'bge-small-en-v1.5' }));
    await expect(index.import(await fileOf(NOTES))).rejects.toMatchObject({ code: 'space-mismatch' });
  });

  test('is searched by words on the hash backend', async () => {
    const embedder = createEmbedder({ ...at, backends: ['hash'] }); // which is not loaded yet
    ended.push(embedder);
    const index = indexOf(embedder);
    await index.import(await fileOf(NOTES));
    expect(await index.search('dentist')).toMatchObject({ mode: 'lexical', hits: [{ id: 'dentist' }] });
  });
});

describe('a file that is unavailable', () => {
  test.each([
    ['is a page', '<!doctype html><title>App</title>', 200, /page/],
    ['is not there', 'not found', 404, /status 404/],
  ])(
    'since it %s fails the search with what to do, and is asked for again',
    async (_, body, status, message) => {
      const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { source: await serve(body, status) });
      const failure = { code: 'index-load-failed', message };
      await expect(index.search('milk')).rejects.toMatchObject(failure);
      expect(index.getState()).toMatchObject({ status: 'error', error: failure });
      await expect(index.build()).rejects.toMatchObject(failure);
    },
  );
});

test('an item that is not JSON cannot be written', async () => {
  const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
  index.add([{ id: 'big', text: 'toothache', size: 1n } as Note]);
  await expect(index.export()).rejects.toMatchObject({ code: 'invalid-input' });
});

test('fields are in the file', async () => {
  const fields = { title: { getText: ({ id }: Note) => id, weight: 3 } };
  const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { fields });
  await index.import(await fileOf(NOTES, { fields }));
  expect(index.getState().embedded).toBe(3);
  expect(idsOf(await index.search('milk dentist', { mode: 'lexical' }))).toHaveLength(2);
});

describe('the language of a file', () => {
  const found = async (file: Uint8Array, options: Partial<SearchIndexOptions<Note>> = {}) => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), options);
    await index.import(file);
    return idsOf(await index.search('needing', { mode: 'lexical' })); // too far from "needs" for a typo
  };

  test('is that of the index that reads it, unless that has one of its own', async () => {
    const file = await fileOf(NOTES, { language: 'en' });
    expect(await found(file)).toEqual(['bike']);
    expect(await found(file, { language: '' })).toEqual([]);
    expect(await found(await fileOf(NOTES))).toEqual([]);
  });

  test('goes on into a file that is written of it', async () => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)));
    await index.import(await fileOf(NOTES, { language: 'en' }));
    expect(await found(await index.export())).toEqual(['bike']);
  });
});

test('vectors of a file are those of items whose fields take part in meaning as they did', async () => {
  const title = { getText: ({ id }: Note) => id };
  const meanings = Object.fromEntries(NOTES.map(({ id, text }) => [`${id}\n${text}`, MEANINGS[text] ?? []]));
  const written = indexOf(embedderOf(lookUpWorkers(meanings)), {
    fields: { title: { ...title, semantic: true } },
  });
  written.add(NOTES);
  const file = await written.export();
  const embeddedOf = async (semantic: boolean) => {
    const index = indexOf(embedderOf(lookUpWorkers(MEANINGS)), { fields: { title: { ...title, semantic } } });
    await index.import(file);
    return index.getState().embedded;
  };
  expect(await embeddedOf(true)).toBe(3);
  expect(await embeddedOf(false)).toBe(0);
});
