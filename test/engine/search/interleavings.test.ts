import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inPageWorker } from '../../../src/engine/rpc/inPageWorker.js';
import { createSearchApi } from '../../../src/engine/workers/search/api.js';
import { comes, momentsOf, outcome, rest } from '../../support/moments.js';
import { embedderOf, ended, idsOf, indexOf, MEANINGS, NOTES } from '../../support/notes.js';
import { lookUpWorkers } from '../../support/scriptedWorker.js';

// What is asked in the middle of something else, at each moment at which other code of the page may run. The wire, the
// embedder and the index are real.

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(async () => {
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
  vi.restoreAllMocks();
});

const moments = momentsOf(8, 3);

function make() {
  const workers = lookUpWorkers(MEANINGS);
  const embedder = embedderOf(workers);
  const running = new Set<Worker>();
  const started: Worker[] = [];
  const worker = () => {
    const made: Worker = inPageWorker(createSearchApi(), () => {
      running.delete(made);
    });
    running.add(made);
    started.push(made);
    return made;
  };
  const index = indexOf(embedder, { worker });
  index.add(NOTES);
  const die = () => started.at(-1)?.dispatchEvent(Object.assign(new Event('error'), { message: 'it died' }));
  return { workers, embedder, index, running, die };
}

test('an index that is disposed at any moment stays so, answers everyone, and leaves no worker', async () => {
  for (const moment of moments) {
    const { index, running } = make();
    const calls = [
      index.build(),
      index.search('milk', { mode: 'lexical' }),
      index.search('toothache'),
      index.similar('milk'),
    ].map(outcome);
    await comes(moment);
    await index.dispose();
    const outcomes = await Promise.all(calls);
    await rest();
    expect({ moment, odd: outcomes.filter((each) => each !== 'done' && each !== 'disposed') }).toEqual({
      moment,
      odd: [],
    });
    expect({ moment, status: index.getState().status, left: running.size }).toEqual({
      moment,
      status: 'disposed',
      left: 0,
    });
  }
});

test('an embedder that is disposed at any moment leaves words', async () => {
  for (const moment of moments) {
    const { index, embedder } = make();
    const words = index.search('milk', { mode: 'lexical' });
    const calls = [index.build(), index.search('toothache')].map(outcome);
    await comes(moment);
    await embedder.dispose();
    expect({ moment, ids: idsOf(await words) }).toEqual({ moment, ids: ['milk'] });
    const outcomes = await Promise.all(calls);
    expect({ moment, odd: outcomes.filter((each) => each !== 'done' && each !== 'disposed') }).toEqual({
      moment,
      odd: [],
    });
    const found = await index.search('milk');
    expect({ moment, ids: idsOf(found).slice(0, 1) }).toEqual({ moment, ids: ['milk'] });
  }
});

test('a worker that dies at any moment is no loss', async () => {
  for (const moment of moments) {
    const { index, running, die } = make();
    const searches = [
      index.search('milk', { mode: 'lexical', limit: 1 }),
      index.search('milk', { limit: 1 }),
    ];
    const build = outcome(index.build());
    await comes(moment);
    die();
    const found = await Promise.all(
      searches.map((each) => each.then(idsOf, (error: unknown) => String(error))),
    );
    expect({ moment, found }).toEqual({ moment, found: [['milk'], ['milk']] });
    expect({ moment, build: await build }).toMatchObject({
      build: expect.stringMatching(/done|worker-crashed/),
    });
    expect({ moment, build: await outcome(index.build()), state: index.getState() }).toMatchObject({
      moment,
      build: 'done',
      state: { status: 'ready', embedded: 3 },
    });
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 1 }))).toEqual(['dentist']);
    await rest();
    expect({ moment, running: running.size <= 1 }).toEqual({ moment, running: true }); // none where the page does its work
  }
});

test('a model whose worker dies at any moment is no loss', async () => {
  for (const moment of moments) {
    const { index, workers } = make();
    const searches = [
      index.search('milk', { mode: 'lexical', limit: 1 }),
      index.search('milk', { limit: 1 }),
    ];
    const build = outcome(index.build());
    await comes(moment);
    workers.crash('it died');
    const found = await Promise.all(
      searches.map((each) => each.then(idsOf, (error: unknown) => String(error))),
    );
    expect({ moment, found }).toEqual({ moment, found: [['milk'], ['milk']] });
    await build;
    expect({ moment, build: await outcome(index.build()), state: index.getState() }).toMatchObject({
      moment,
      build: 'done',
      state: { status: 'ready', embedded: 3 },
    });
    expect(idsOf(await index.search('toothache', { mode: 'semantic', limit: 1 }))).toEqual(['dentist']);
  }
});

test('items that change at any moment are found as they are', async () => {
  for (const moment of moments) {
    const { index } = make();
    const searching = index.search('toothache');
    const building = outcome(index.build());
    await comes(moment);
    index.set([
      { id: 'milk', text: 'Call the dentist about Thursday' },
      { id: 'new', text: 'Buy oat milk and bread' },
    ]);
    const during = await searching;
    expect({ moment, gone: idsOf(during).filter((id) => id === 'bike' || id === 'dentist') }).toEqual({
      moment,
      gone: [],
    });
    await building;
    await index.build();
    const { hits } = await index.search('toothache', { mode: 'semantic' });
    expect({ moment, ids: idsOf({ hits }), cosine: (hits[0]?.cosine ?? 0) > 0.9 }).toEqual({
      moment,
      ids: ['milk', 'new'],
      cosine: true,
    });
    expect(index.getState()).toMatchObject({ status: 'ready', items: 2, embedded: 2 });
  }
});

test('a search that is given up at any moment leaves the next one alone', async () => {
  for (const moment of moments) {
    const { index } = make();
    const controller = new AbortController();
    const calls = [
      index.search('toothache', { signal: controller.signal }),
      index.search('milk', { mode: 'lexical', signal: controller.signal }),
      index.build({ signal: controller.signal }),
    ].map((call) =>
      call.then(
        () => 'done',
        (error: Error) => error.message,
      ),
    );
    await comes(moment);
    controller.abort(new Error('given up'));
    const odd = (await Promise.all(calls)).filter((each) => each !== 'done' && each !== 'given up');
    expect({ moment, odd }).toEqual({ moment, odd: [] });
    await index.build();
    expect(idsOf(await index.search('toothache', { limit: 1 }))).toEqual(['dentist']);
    expect({ moment, state: index.getState() }).toMatchObject({
      moment,
      state: { status: 'ready', embedded: 3 },
    });
  }
});
