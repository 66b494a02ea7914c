import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmbedder, type Embedder } from '../../../src/engine/index.js';
import { comes, momentsOf, outcome, rest } from '../../support/moments.js';
import { at } from '../../support/notes.js';
import { type ScriptedWorkers, scriptedWorkers } from '../../support/scriptedWorker.js';

// What is asked in the middle of something else, at each moment at which other code of the page may run.

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

const moments = momentsOf(5, 8);

function make(backends: readonly ('cpu' | 'hash')[]) {
  const workers = scriptedWorkers();
  return { workers, embedder: createEmbedder({ ...at, worker: workers.worker, backends }) };
}

/** Workers that run: one that could not start is ended twice. */
const left = ({ counts }: ScriptedWorkers) => Math.max(counts.started - counts.terminated, 0);

const isUsed = (embedder: Embedder) => embedder.getState().status === 'ready';

describe.each([[['cpu']], [['hash']]] as const)('on %j, at each moment of a load', (backends) => {
  test('an embedder that is disposed stays so, answers everyone, and leaves no worker', async () => {
    for (const moment of moments) {
      const { workers, embedder } = make(backends);
      const calls = [embedder.load(), embedder.embed('a'), embedder.countTokens(['a'])].map(outcome);
      await comes(moment);
      await embedder.dispose();
      const outcomes = await Promise.all(calls);
      await rest();
      expect(
        outcomes.filter((each) => !/^(done|disposed|backend-unavailable)$/.test(each)),
        JSON.stringify(moment),
      ).toEqual([]);
      expect({
        moment,
        status: embedder.getState().status,
        left: left(workers),
      }).toEqual({
        moment,
        status: 'disposed',
        left: 0,
      });
    }
  });

  test('a load that is cancelled has ended or is done, and the next one does it', async () => {
    for (const moment of moments) {
      const { workers, embedder } = make(backends);
      const first = outcome(embedder.load());
      await comes(moment);
      embedder.cancelLoad();
      const outcomes = { moment, first: await first, status: embedder.getState().status };
      await rest();
      const running = left(workers);
      if (outcomes.first === 'done') expect(outcomes).toMatchObject({ status: 'ready' });
      else
        expect({ ...outcomes, left: running }).toEqual({
          moment,
          first: 'load-cancelled',
          status: 'error',
          left: 0,
        });
      await embedder.load();
      expect({ moment, isUsed: isUsed(embedder) }).toEqual({ moment, isUsed: true });
      await embedder.dispose();
    }
  });

  test('a load that is cancelled and begun again at once is one load', async () => {
    for (const moment of moments) {
      const { workers, embedder } = make(backends);
      const first = outcome(embedder.load());
      await comes(moment);
      embedder.cancelLoad();
      const second = outcome(embedder.load());
      const outcomes = [await first, await second];
      await rest();
      expect({ moment, second: outcomes[1], status: embedder.getState().status }).toEqual({
        moment,
        second: 'done',
        status: 'ready',
      });
      expect(['done', 'load-cancelled']).toContain(outcomes[0]);
      const running = left(workers);
      expect({ moment, running }).toEqual({ moment, running: backends[0] === 'cpu' ? 1 : 0 });
      expect(await outcome(embedder.embed('a'))).toBe('done');
      await embedder.dispose();
    }
  });

  test('a retry harms nobody who waits', async () => {
    for (const moment of moments) {
      const { workers, embedder } = make(backends);
      const calls = [embedder.load(), embedder.embed('a')].map(outcome);
      await comes(moment);
      calls.push(outcome(embedder.load({ retry: true })), outcome(embedder.load({ consent: true })));
      expect({ moment, calls: await Promise.all(calls) }).toEqual({
        moment,
        calls: ['done', 'done', 'done', 'done'],
      });
      await rest();
      const running = left(workers);
      expect({ moment, running }).toEqual({ moment, running: backends[0] === 'cpu' ? 1 : 0 });
      await embedder.dispose();
    }
  });

  test('a worker that dies is replaced, or its death is told', async () => {
    if (backends[0] !== 'cpu') return;
    for (const moment of moments) {
      const { workers, embedder } = make(backends);
      const calls = [embedder.load(), embedder.embed('a')].map(outcome);
      await comes(moment);
      workers.crash('it died');
      const outcomes = await Promise.all(calls);
      expect(
        outcomes.filter((each) => !/^(done|worker-crashed|backend-unavailable)$/.test(each)),
        JSON.stringify(moment),
      ).toEqual([]);
      await rest();
      expect({ moment, again: await outcome(embedder.embed('b')) }).toEqual({ moment, again: 'done' });
      await embedder.dispose();
      await rest();
      expect({ moment, left: left(workers) }).toEqual({
        moment,
        left: 0,
      });
    }
  });
});
