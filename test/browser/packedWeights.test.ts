import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createEmbedder,
  createVectorCache,
  deleteModel,
  type Embedder,
  listModels,
} from '../../src/engine/index.js';
import { findModel } from '../../src/engine/models/catalog.js';
import { packedName } from '../../src/engine/storage/fileNames.js';
import { openDirectory } from '../../src/engine/storage/modelFiles.js';
import { until } from '../support/until.js';

// The real model, and the private files of a real browser.

const MODEL = 'all-MiniLM-L6-v2';
const { weights } = findModel(MODEL).files;
const TEXT = 'Stored weights are those of the first visit.';
const opened: Embedder[] = [];

beforeEach(async () => {
  await deleteModel(MODEL);
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.dispose()));
  await deleteModel(MODEL);
});

/** A visit of its own: another worker, and nothing in memory. */
function visit(modelsUrl = '/models'): Embedder {
  const cache = createVectorCache({ maxVectors: 0 });
  const embedder = createEmbedder({ model: MODEL, modelsUrl, backends: ['cpu'], maxWorkers: 1, cache });
  opened.push(embedder);
  return embedder;
}

const isThere = async (name: string) =>
  (await openDirectory()).getFileHandle(name).then(
    () => true,
    () => false,
  );

/** A byte of the packed weights, if they are there. Their header is written last. */
async function byteAt(place: number): Promise<number | undefined> {
  const handle = await (await openDirectory())
    .getFileHandle(packedName(weights.sha256))
    .catch(() => undefined);
  const part = (await handle?.getFile())?.slice(place, place + 1);
  return part && new Uint8Array(await part.arrayBuffer())[0];
}

const isStored = async () => (await byteAt(0).catch(() => 0)) === '{'.charCodeAt(0);

/** Visits once, until the packed weights are stored. */
async function firstVisit(): Promise<Float32Array> {
  const first = visit();
  const vector = await first.embed(TEXT);
  await until(isStored);
  await first.dispose();
  return vector;
}

test('a later visit takes packed weights, and does not need the file of weights', async () => {
  const vector = await firstVisit();
  await (await openDirectory()).removeEntry(weights.sha256);
  const second = visit('/nowhere');
  expect(await second.embed(TEXT)).toEqual(vector);
  expect(second.getState()).toMatchObject({ status: 'ready', runtime: 'encoder' });
});

test('packed weights that are not as they were written are made anew', async () => {
  const vector = await firstVisit();
  const handle = await (await openDirectory()).getFileHandle(packedName(weights.sha256));
  const damaged = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  damaged.fill(0x55, 12_000_000, 12_000_100);
  expect(damaged.length).toBeGreaterThan(weights.bytes);
  const writing = await handle.createWritable();
  await writing.write(damaged);
  await writing.close();
  const second = visit('/nowhere');
  expect(await second.embed(TEXT)).toEqual(vector);
  await until(async () => (await isStored()) && (await byteAt(12_000_050)) !== 0x55);
});

test('packed weights leave with their model', async () => {
  await firstVisit();
  const model = (await listModels()).find(({ id }) => id === MODEL);
  expect(model?.bytes).toBeGreaterThan(1.9 * weights.bytes);
  await deleteModel(MODEL);
  expect(await isThere(packedName(weights.sha256))).toBe(false);
});

test('packed weights are as strict as the file about the dimensions that are described', async () => {
  await firstVisit();
  const { referenceVector: _, ...spec } = findModel(MODEL);
  const wrong = createEmbedder({
    model: { ...spec, dimensions: 256 },
    modelsUrl: '/models',
    backends: ['cpu'],
  });
  opened.push(wrong);
  await expect(wrong.embed(TEXT)).rejects.toMatchObject({ code: 'model-load-failed' });
});
