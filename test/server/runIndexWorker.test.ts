import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { EmbedError, type ModelInfo } from '../../src/engine/index.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { enqueueMissing } from '../../src/server/enqueueMissing.js';
import { type IndexWorkerOptions, runIndexWorker } from '../../src/server/runIndexWorker.js';
import { bundleForNode } from '../../tools/bundle-for-node.mjs';
import { type Script, scriptedEmbedder } from '../support/scriptedEmbedder.js';
import { testDatabase } from '../support/testDatabase.js';

const { pool, url } = testDatabase();
const model: ModelInfo = {
  id: 'scripted',
  space: 'scripted',
  dimensions: 16,
  maxTokens: 1_000,
  semanticWeight: 0.7,
  semantic: true,
};
const textsOf = (count: number) => Array.from({ length: count }, (_, i) => `Text ${i} of many`);

async function indexOf(name: string, texts: readonly string[]) {
  const index = createPostgresIndex<{ n: number }>({ pool, name, model });
  await index.load(texts.map((text, n) => ({ id: `${n}`, text, item: { n } })));
  return index;
}

const work = (name: string, script: Script = {}, options: Partial<IndexWorkerOptions> = {}) =>
  runIndexWorker({ pool, name, embedder: scriptedEmbedder(model, script), waitMs: 20, ...options });

const progressOf = async (name: string) => (await pool.query(`select * from ${name}.progress`)).rows[0];

describe('working on a queue', () => {
  test('gives all texts their vectors, equal ones once, long ones passage by passage', async () => {
    const long = `${'long '.repeat(300)}end`;
    const index = await indexOf('works', [...textsOf(100), 'Text 1 of many', long]);
    expect(await enqueueMissing({ pool, name: 'works', batchSize: 30 })).toBe(101);
    expect(await progressOf('works')).toMatchObject({ items: 102, embedded_items: 0, waiting_texts: 101 });
    const embedded: string[] = [];
    const onProgress = vi.fn();
    const onTexts = (texts: readonly string[]) => void embedded.push(...texts);
    expect(await work('works', { onTexts }, { textsAtOnce: 8, onProgress })).toBe(101);
    expect(embedded).toHaveLength(102);
    expect(new Set(embedded).size).toBe(102);
    expect(onProgress).toHaveBeenLastCalledWith(101);
    expect(await index.facts()).toMatchObject({ documents: 102, embedded: 102 });
    expect(await progressOf('works')).toEqual({
      ...{ items: 102, embedded_items: 102, waiting_texts: 0, running_texts: 0, failed_texts: 0 },
      texts_per_second: 1.7, // 101 in a minute
    });
  });

  test('embeds nothing twice, however often texts are put into the queue', async () => {
    await indexOf('repeats', textsOf(50));
    const counts = await Promise.all(
      [1, 2, 3].map(() => enqueueMissing({ pool, name: 'repeats', batchSize: 7 })),
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(50);
    const embedded: string[] = [];
    const onTexts = (texts: readonly string[]) => void embedded.push(...texts);
    await Promise.all([work('repeats', { onTexts }), work('repeats', { onTexts })]);
    expect(embedded.toSorted()).toEqual(textsOf(50).toSorted());
    expect(await enqueueMissing({ pool, name: 'repeats' })).toBe(0);
    expect(await work('repeats', { onTexts })).toBe(0);
  });

  test('takes only texts that came new when items are put later', async () => {
    const index = await indexOf('later', textsOf(5));
    await enqueueMissing({ pool, name: 'later' });
    await work('later');
    await index.put([{ id: 'new', text: 'Something new', item: { n: 5 } }]);
    expect(await enqueueMissing({ pool, name: 'later' })).toBe(1);
    expect(await work('later')).toBe(1);
    expect(await index.facts()).toMatchObject({ documents: 6, embedded: 6 });
  });

  test('goes on with new texts when an index was loaded anew', async () => {
    await indexOf('anew', textsOf(20));
    await enqueueMissing({ pool, name: 'anew' });
    const index = await indexOf('anew', ['one', 'two']);
    expect(await work('anew')).toBe(0);
    expect(await enqueueMissing({ pool, name: 'anew' })).toBe(2);
    expect(await work('anew')).toBe(2);
    expect(await index.facts()).toMatchObject({ embedded: 2 });
  });

  test('waits for what comes, if it is to', async () => {
    await indexOf('waits', textsOf(3));
    const controller = new AbortController();
    const onProgress = () => controller.abort('enough');
    const working = work('waits', {}, { untilDone: false, signal: controller.signal, onProgress });
    await enqueueMissing({ pool, name: 'waits' });
    await expect(working).rejects.toBe('enough');
    expect(await progressOf('waits')).toMatchObject({ embedded_items: 3 });
  });
});

describe('when work is given up or goes wrong', () => {
  test('what was not embedded goes back at once', async () => {
    await indexOf('given_up', textsOf(40));
    await enqueueMissing({ pool, name: 'given_up' });
    const controller = new AbortController();
    const onProgress = () => controller.abort('enough');
    const working = work('given_up', {}, { textsAtOnce: 10, signal: controller.signal, onProgress });
    await expect(working).rejects.toBe('enough');
    expect(await work('given_up')).toBe(30);
  });

  test('a slow worker hands back what it cannot finish in time, and no text is embedded twice', async () => {
    await indexOf('slow', textsOf(40));
    await enqueueMissing({ pool, name: 'slow', seconds: 4 });
    const embedded: string[] = [];
    let slow = 2;
    const onTexts = async (texts: readonly string[]) => {
      embedded.push(...texts);
      if (slow-- > 0) await new Promise((resolve) => setTimeout(resolve, 2_100)); // both together are too much for a worker
    };
    const both = [1, 2].map(() => work('slow', { onTexts }, { textsAtOnce: 4 }));
    await Promise.all(both);
    expect(embedded.toSorted()).toEqual(textsOf(40).toSorted());
  });

  test('a batch that fails is tried again, and left when it fails too often', async () => {
    await indexOf('fails', ['bad', ...textsOf(9)]);
    await enqueueMissing({ pool, name: 'fails', batchSize: 1 });
    const onTexts = (texts: readonly string[]) => {
      if (texts.includes('bad')) throw new EmbedError('inference-failed', 'It is bad.');
    };
    expect(await work('fails', { onTexts })).toBe(9);
    expect(await progressOf('fails')).toMatchObject({ embedded_items: 9, waiting_texts: 1, failed_texts: 1 });
    expect(await enqueueMissing({ pool, name: 'fails' })).toBe(0);
    expect(await work('fails')).toBe(1);
  });

  test('when every batch fails it is not the texts: the worker ends and says why', async () => {
    await indexOf('broken', textsOf(9));
    await enqueueMissing({ pool, name: 'broken', batchSize: 1 });
    const onTexts = () => {
      throw new EmbedError('worker-crashed', 'Out of memory.');
    };
    await expect(work('broken', { onTexts })).rejects.toMatchObject({ code: 'worker-crashed' });
  });

  test('another model and the hash backend are refused before anything is taken', async () => {
    await indexOf('refused', textsOf(3));
    await enqueueMissing({ pool, name: 'refused' });
    const other = scriptedEmbedder({ ...model, space: 'other' });
    await expect(work('refused', {}, { embedder: other })).rejects.toMatchObject({ code: 'space-mismatch' });
    const hash = scriptedEmbedder({ ...model, semantic: false });
    await expect(work('refused', {}, { embedder: hash })).rejects.toMatchObject({
      code: 'backend-unavailable',
    });
    expect(await progressOf('refused')).toMatchObject({ waiting_texts: 3, running_texts: 0 });
  });
});

describe('four processes, two of them killed in the middle', () => {
  const TEXTS = 6_000;
  const AT_ONCE = 64;
  let file: string;

  beforeAll(async () => {
    file = await bundleForNode('test/support/workProcess.ts', 'node_modules/.cache/test/workProcess.js');
  });

  /** A worker, with the texts that it began; `reaches` resolves when those are so many. */
  function start(name: string) {
    const args = [file, url, name, model.space, `${model.dimensions}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const texts: string[] = [];
    const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
    lines.on('line', (text) => texts.push(text));
    const isOver = Promise.all([once(child, 'exit'), once(lines, 'close')]);
    const reaches = async (count: number) => {
      while (texts.length < count) await once(lines, 'line');
    };
    return { child, texts, isOver, reaches };
  }

  test('embed all texts, lose none, and none that was finished is embedded again', {
    timeout: 300_000,
  }, async () => {
    const index = await indexOf('killed', textsOf(TEXTS));
    await enqueueMissing({ pool, name: 'killed', seconds: 10 });
    const workers = Array.from({ length: 4 }, () => start('killed'));
    const [first, second, ...others] = workers as [...typeof workers, never, never];
    for (const { child, reaches } of [first, second]) {
      await reaches(TEXTS / 20);
      child.kill('SIGKILL');
    }
    const ends = await Promise.all(workers.map(({ isOver }) => isOver));
    expect(ends.map(([[code, signal]]) => signal ?? code)).toEqual(['SIGKILL', 'SIGKILL', 0, 0]);
    expect(await index.facts()).toMatchObject({ documents: TEXTS, embedded: TEXTS });
    const { rows } = await pool.query(
      `select (select count(distinct hash)::int from killed.passages) as texts,
         (select count(*)::int from killed.passages) as vectors,
         (select sum(texts)::int from killed.work) as written`,
    );
    expect(rows).toEqual([{ texts: TEXTS, vectors: TEXTS, written: TEXTS }]);
    const begun = workers.flatMap(({ texts }) => texts);
    expect(new Set(begun).size).toBe(TEXTS);
    expect(begun.length - TEXTS).toBeLessThanOrEqual(2 * AT_ONCE); // what the killed ones had in hand
    expect(Math.min(...others.map(({ texts }) => texts.length))).toBeGreaterThan(0);
    expect(await progressOf('killed')).toMatchObject({ waiting_texts: 0, running_texts: 0, failed_texts: 0 });
  });
});
