import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { describeModel, findModel } from '../../src/engine/models/catalog.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { enqueueMissing } from '../../src/server/enqueueMissing.js';
import { builtPackage, reactEmbeddings } from '../support/builtPackage.js';
import { testDatabase } from '../support/testDatabase.js';

// The command as machines run it: real processes with the real model, some of them killed. REACT_EMBEDDINGS_TEXTS=20000 makes
// it as many texts as the library promises.

const { pool, url } = testDatabase();
const TEXTS = Number(process.env.REACT_EMBEDDINGS_TEXTS ?? 600);
const MODEL = ['--model', 'all-MiniLM-L6-v2', '--models', 'models', '--threads', '1'];

async function indexOf(name: string, count: number) {
  const model = describeModel(findModel('all-MiniLM-L6-v2'));
  const index = createPostgresIndex<{ n: number }>({ pool, name, model });
  await index.load(
    Array.from({ length: count }, (_, n) => ({
      id: `${n}`,
      text: `Note ${n}: buy ${n % 7} things`,
      item: { n },
    })),
  );
  return index;
}

function startWorker(name: string): ChildProcess {
  const words = ['work', '--database', url, '--name', name, ...MODEL];
  return spawn('node', [`${builtPackage}/node/cli.js`, ...words], { stdio: 'ignore' });
}

const embeddedOf = async (name: string): Promise<number> =>
  (await pool.query(`select embedded_items from ${name}.progress`)).rows[0].embedded_items;

test(
  'four processes, two of them killed midway, embed all texts, none lost and none twice',
  async () => {
    const index = await indexOf('crowd', TEXTS);
    await enqueueMissing({ pool, name: 'crowd', batchSize: 64, seconds: 10 });
    const workers = Array.from({ length: 4 }, () => startWorker('crowd'));
    await vi.waitUntil(async () => (await embeddedOf('crowd')) > TEXTS / 10, {
      timeout: 60_000 + 60 * TEXTS,
      interval: 50,
    });
    for (const worker of workers.slice(0, 2)) worker.kill('SIGKILL');
    const codes = await Promise.all(
      workers.map(async (worker) => worker.exitCode ?? (await once(worker, 'exit'))[0]),
    );
    expect(codes).toEqual([null, null, 0, 0]);
    expect(await index.facts()).toMatchObject({ documents: TEXTS, embedded: TEXTS });
    const { rows } = await pool.query('select sum(texts)::int as written from crowd.work');
    expect(rows[0].written).toBe(TEXTS);
  },
  60_000 + 60 * TEXTS,
);

test('a worker says what it did, and that nothing is left', async () => {
  await indexOf('small', 3);
  const { stdout } = await reactEmbeddings('work', '--database', url, '--name', 'small', ...MODEL);
  expect(stdout).toBe('3 texts came into the queue.\n3 texts were embedded here.\n');
  const again = await reactEmbeddings('work', '--database', url, '--name', 'small', ...MODEL);
  expect(again.stdout).toBe('0 texts came into the queue.\n0 texts were embedded here.\n');
});

test('a worker with another model than the index is refused', async () => {
  const model = { ...describeModel(findModel('all-MiniLM-L6-v2')), space: 'another' };
  await createPostgresIndex({ pool, name: 'other', model }).create();
  await expect(reactEmbeddings('work', '--database', url, '--name', 'other', ...MODEL)).rejects.toMatchObject(
    {
      code: 1,
      stderr: expect.stringMatching(/^Error: This index holds vectors of another/),
    },
  );
});

test('a worker without a database is told how it is used', async () => {
  await expect(reactEmbeddings('work', ...MODEL)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--database/),
  });
});
