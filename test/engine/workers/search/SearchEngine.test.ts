import { describe, expect, test } from 'vitest';
import type { SearchMessage } from '../../../../src/engine/rpc/searchProtocol.js';
import { SearchEngine } from '../../../../src/engine/workers/search/SearchEngine.js';
import { randomNumbers } from '../../../../tools/random.mjs';
import { searchMessage } from '../../../support/searchMessage.js';

const DIMENSIONS = 8;
const random = randomNumbers(11);
const WORDS = Array.from({ length: 200 }, (_, i) => `word${i}`);
const textOf = () =>
  Array.from({ length: 12 }, () => WORDS[random(WORDS.length) % (1 + random(200))]).join(' ');
const vectorOf = () => Float32Array.from({ length: DIMENSIONS }, () => random(2_001) - 1_000);

interface Made {
  readonly docId: number;
  readonly text: string;
  readonly vector: Float32Array<ArrayBuffer>;
}
const make = (docId: number): Made => ({ docId, text: textOf(), vector: vectorOf() });

async function put(engine: SearchEngine, made: readonly Made[]): Promise<void> {
  engine.documents.put(
    made.map(({ docId, text }) => ({ docId, text })),
    true,
  );
  const data = new Float32Array(made.length * DIMENSIONS);
  for (const [i, { vector }] of made.entries()) data.set(vector, i * DIMENSIONS);
  const documents = made.map(({ docId, text }) => ({
    docId,
    passages: [{ start: 0, end: text.length }],
  }));
  await engine.vectors.put({ documents, data, dimensions: DIMENSIONS, precision: 'auto' });
}

const inputOf = (input: Partial<SearchMessage>) => searchMessage({ query: 'word1 word2 word3', ...input });
const search = (engine: SearchEngine, input: Partial<SearchMessage> = {}) =>
  engine.search(inputOf(input), () => false);

describe('an index whose items come and go', () => {
  test('finds what a fresh one finds, in the same order, with the same scores', async () => {
    const engine = new SearchEngine();
    let live: Made[] = [];
    for (let round = 0, number = 0; round < 60; round += 1) {
      const added = Array.from({ length: 40 }, () => make(number++));
      const replaced = live.slice(0, 3).map(({ docId }) => make(docId));
      const stored = live
        .slice(random(40))
        .filter(({ docId }) => !replaced.some((one) => one.docId === docId));
      const gone = live.filter(
        (one) => !stored.includes(one) && !replaced.some(({ docId }) => docId === one.docId),
      );
      engine.documents.remove(gone.map(({ docId }) => docId));
      await put(engine, [...replaced, ...added]);
      if (round % 7 === 0) engine.documents.readWords();
      live = [...replaced, ...stored, ...added].sort((a, b) => a.docId - b.docId);
    }
    const fresh = new SearchEngine();
    await put(fresh, live);
    const allowed = Uint32Array.from(live.flatMap(({ docId }) => (docId % 3 === 0 ? docId : [])));
    for (const mode of ['hybrid', 'lexical', 'semantic'] as const)
      for (const filter of [undefined, allowed]) {
        const input = { mode, vector: vectorOf(), ...(filter && { allowed: filter }) };
        const { hits, fusion } = await search(engine, input);
        expect(hits.length).toBeGreaterThan(0);
        const expected = await search(fresh, input);
        expect({ hits, fusion }).toEqual({ hits: expected.hits, fusion: expected.fusion });
      }
    const [some] = live;
    expect(engine.vectors.first(some?.docId ?? 0)).toEqual(fresh.vectors.first(some?.docId ?? 0));
  });

  test('keeps the order in which items were added where scores are equal', async () => {
    const engine = new SearchEngine();
    engine.documents.put(
      Array.from({ length: 2_000 }, (_, docId) => ({ docId, text: 'same' })),
      true,
    );
    engine.documents.remove(Array.from({ length: 1_980 }, (_, i) => i).filter((i) => i % 100 !== 5));
    engine.documents.put([{ docId: 5_000, text: 'same' }], true);
    const { hits } = await search(engine, { query: 'same', mode: 'lexical', limit: 5 });
    expect(hits.map(({ docId }) => docId)).toEqual([5, 105, 205, 305, 405]);
  });

  test('is searched while items go, and no hit is another item', async () => {
    const engine = new SearchEngine();
    const made = Array.from({ length: 3_000 }, (_, docId) => make(docId));
    await put(engine, made);
    const vector = vectorOf();
    const searching = search(engine, { mode: 'semantic', vector, limit: 50 });
    engine.documents.remove(made.filter(({ docId }) => docId % 2 === 0).map(({ docId }) => docId));
    engine.documents.remove(made.filter(({ docId }) => docId % 4 === 1).map(({ docId }) => docId));
    const { hits } = await searching;
    for (const { docId } of hits) expect(docId % 4).toBe(3);
    const after = await search(engine, { mode: 'semantic', vector, limit: 50 });
    expect(hits.map(({ docId }) => docId)).toEqual(
      after.hits.map(({ docId }) => docId).slice(0, hits.length),
    );
  });

  test('with a filter finds nothing that came after the filter was made', async () => {
    const engine = new SearchEngine();
    engine.documents.put(
      [
        { docId: 0, text: 'same' },
        { docId: 1, text: 'same' },
      ],
      true,
    );
    const { hits } = await search(engine, { query: 'same', mode: 'lexical', allowed: Uint32Array.of(0) });
    expect(hits.map(({ docId }) => docId)).toEqual([0]);
  });
});

test('20 items after 1,000,000 changes are searched as quickly as 20 that were never changed', async () => {
  const churned = new SearchEngine();
  const AT_ONCE = 10_000;
  for (let first = 0; first < 1_000_000; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, i) => first + i);
    churned.documents.put(
      numbers.map((docId) => ({ docId, text: `note ${docId}` })),
      true,
    );
    churned.documents.remove(first + AT_ONCE < 1_000_000 ? numbers : numbers.slice(0, -20));
  }
  const fresh = new SearchEngine();
  fresh.documents.put(
    Array.from({ length: 20 }, (_, docId) => ({ docId, text: `note ${999_980 + docId}` })),
    true,
  );
  const time = async (engine: SearchEngine) => {
    const start = performance.now();
    for (let i = 0; i < 50; i += 1) await search(engine, { query: 'note', mode: 'lexical' });
    return performance.now() - start;
  };
  const times = { churned: [] as number[], fresh: [] as number[] };
  for (let round = 0; round < 5; round += 1) {
    times.fresh.push(await time(fresh));
    times.churned.push(await time(churned));
  }
  // It was 300 times as long. How long exactly tells `npm run bench:search`: other tests run beside this one.
  expect(Math.min(...times.churned)).toBeLessThan(5 * Math.min(...times.fresh));
});

test('a hit has the headings under which its closest passage stands', async () => {
  const text = '# Guide\n\nAll.\n\n## Storage\n\nWhere it lies.\n\n## Search\n\nWhat is found.';
  const engine = new SearchEngine();
  engine.documents.put([{ docId: 0, text }], true);
  const start = text.indexOf('Where');
  await engine.vectors.put({
    documents: [
      {
        docId: 0,
        passages: [
          { start: 0, end: start },
          { start, end: text.length },
        ],
      },
    ],
    data: Float32Array.of(...[1, 0], ...[0, 1]),
    dimensions: 2,
    precision: 'auto',
  });
  const find = async (vector: Float32Array) =>
    (await search(engine, { mode: 'semantic', vector })).hits.map(({ passage, headings }) => [
      passage?.start,
      headings,
    ]);
  expect(await find(Float32Array.of(0, 1))).toEqual([[start, ['Guide', 'Storage']]]);
  expect(await find(Float32Array.of(1, 0))).toEqual([[0, ['Guide']]]);
});

test('the words of every text are found, and not told to match, where nobody has said the language', async () => {
  const engine = new SearchEngine();
  const texts = ['A dentist for the whole family', 'Tickets to a concert', 'The end of it'];
  engine.documents.put(
    texts.map((text, docId) => ({ docId, text })),
    true,
  );
  const { hits } = await search(engine, { mode: 'lexical', query: 'a dentist' });
  expect(hits.map(({ docId, matches }) => [docId, matches])).toEqual([
    [0, [[2, 9]]],
    [1, []],
  ]);
});
