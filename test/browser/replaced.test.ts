import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  cosineSimilarity,
  createEmbedder,
  createSearchIndex,
  type ModelSpec,
} from '../../src/engine/index.js';
import type { ModelNote } from '../../src/engine/storage/fileNames.js';
import smallBert from '../fixtures/small-bert/expected.json';
import type { LoggedRequest } from '../support/faultServer.js';
import { clearStored, overwriteStored, storedNames, storedText } from '../support/storedFiles.js';

// A model that its owner replaces at its address, and who comes back to it: the real worker, the real store, a real server.
const { pooling, normalize, prompts, maxTokens, dimensions } = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const TEXT = 'the cat sings';
const DAY_MS = 86_400_000;
let site = 0;
const ended: AsyncDisposable[] = [];

/** A page that is opened, with the model. */
function visit() {
  const url = `/faults/none/${site}/small-bert`;
  const embedder = createEmbedder({
    model: { url, pooling, normalize, prompts, maxTokens, dimensions },
    backends: ['cpu'],
    maxWorkers: 1,
    download: { retries: 0 },
  });
  ended.push(embedder);
  return embedder;
}

async function leave(): Promise<void> {
  await Promise.all(ended.splice(0).map((each) => each[Symbol.asyncDispose]()));
}

const tell = (what: 'replace' | 'end') => fetch(`/faults/${what}/${site}`);
const requests = async (): Promise<LoggedRequest[]> => (await fetch(`/faults/log/${site}`)).json();
const noteName = async () => Object.keys(await storedNames()).find((name) => name.endsWith('.model')) ?? '';
const readNote = async (): Promise<ModelNote> => JSON.parse(await storedText(await noteName()));

async function aDayPasses(): Promise<void> {
  const note = await readNote();
  const earlier = {
    ...note,
    savedAt: note.savedAt - DAY_MS,
    checkedAt: (note.checkedAt ?? note.savedAt) - DAY_MS,
  };
  await overwriteStored(await noteName(), new TextEncoder().encode(JSON.stringify(earlier)));
}

/** A visit that finds out. */
async function noticed(): Promise<void> {
  await visit().load();
  await expect.poll(async () => (await readNote()).isReplaced).toBe(true);
  await leave();
}

beforeEach(async () => {
  site = Math.random();
  await clearStored();
});
afterEach(leave);

describe('a model that was replaced at its URL', () => {
  test('is noticed a day later, and the next visit has the new one, in a space of its own', async () => {
    const first = visit();
    const old = await first.embed(TEXT);
    const oldFiles = (await readNote()).spec.files;
    await leave();
    await aDayPasses();
    await tell('replace');
    const second = visit();
    expect(await second.embed(TEXT)).toEqual(old); // it does not wait for the server
    await leave();
    await noticed();
    const third = visit();
    const vector = await third.embed(TEXT);
    expect(cosineSimilarity(vector.slice(), old.slice())).toBeLessThan(0.999);
    expect(third.space).not.toBe(first.space);
    const { sha256 } = oldFiles.weights;
    await expect.poll(async () => Object.keys(await storedNames())).not.toContain(sha256);
    expect((await readNote()).isReplaced).toBeUndefined();
    await leave();
    const fourth = visit();
    expect(await fourth.embed(TEXT)).toEqual(vector);
    expect(fourth.space).toBe(third.space);
  });

  test('does not mix its vectors with stored ones of the old', async () => {
    const name = `replaced-${site}`;
    const search = async (persist?: string) => {
      const embedder = visit();
      const index = createSearchIndex<string>({
        embedder,
        getText: (text) => text,
        ...(persist && { persist }),
      });
      ended.push(index);
      index.add([TEXT, 'a dog barks']);
      await index.build();
      const { hits } = await index.search(TEXT, { mode: 'semantic' });
      await leave();
      return hits.find(({ item }) => item === TEXT)?.score;
    };
    await search(name);
    await aDayPasses();
    await tell('replace');
    await noticed();
    const score = await search(name);
    expect(score).toBeGreaterThan(0.1);
    expect(score).toBeCloseTo(Number(await search()), 6); // of an index that has stored nothing
  });

  test('stays in use where the new one cannot be had', async () => {
    const first = visit();
    const old = await first.embed(TEXT);
    await leave();
    await aDayPasses();
    await tell('replace');
    await noticed();
    await tell('end');
    const later = visit();
    expect(await later.embed(TEXT)).toEqual(old);
    expect(later.space).toBe(first.space);
  });
});

test('a model that is the same is asked for once a day, and not downloaded', async () => {
  await visit().load();
  await leave();
  await aDayPasses();
  const before = (await requests()).length;
  await visit().load();
  await expect.poll(async () => Date.now() - ((await readNote()).checkedAt ?? 0)).toBeLessThan(DAY_MS / 2);
  const asked = (await requests()).slice(before);
  expect(asked.map(({ range }) => range)).toEqual(asked.map(() => 'bytes=0-0'));
  expect(asked).toHaveLength(2);
  expect((await readNote()).isReplaced).toBeUndefined();
});
