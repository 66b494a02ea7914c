import { describe, expect, test } from 'vitest';
import { EmbedError } from '../../src/engine/index.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import type { IndexDocument } from '../../src/server/documents.js';
import { type MadeItem, syntheticDocuments } from '../support/syntheticCorpus.js';
import { testDatabase } from '../support/testDatabase.js';

const DIMENSIONS = 16;
const { pool } = testDatabase();
const model = { space: 'made', dimensions: DIMENSIONS };
const documents = syntheticDocuments(60, DIMENSIONS, 7);
const without = ({ passages: _, ...document }: IndexDocument<MadeItem>) => document;
const indexOf = (name: string) => createPostgresIndex<MadeItem>({ pool, name, model });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (EmbedError.is(error) ? error.code : error),
  );

/** All that an index holds, in an order of its own; items by their ids, since numbers depend on what came before. */
async function contents(name: string) {
  const rowsOf = async (statement: string) => (await pool.query(statement)).rows;
  const [facts] = await rowsOf(
    `select documents, embedded, total_length, mean::text, covariance::text[] from ${name}.facts`,
  );
  const { mean, covariance, ...counts } = facts;
  return {
    counts,
    moments: [mean, ...(covariance ?? [])].flatMap((vector) => JSON.parse(vector ?? '[]') as number[]),
    rows: [
      await rowsOf(`select id, text, item, fields, length from ${name}.items order by id`),
      await rowsOf(
        `select hash, passage, start_at, end_at, vector::text from ${name}.passages order by 1, 2`,
      ),
      await rowsOf(
        `select term, id, times, p.length from ${name}.postings p join ${name}.items using (number) order by 1, 2`,
      ),
      await rowsOf(`select term, documents from ${name}.terms order by 1`),
    ],
  };
}

/** Compares an index that was changed with one that was loaded at once. */
async function expectToHold(name: string, wanted: readonly IndexDocument<MadeItem>[]) {
  await indexOf('wanted').load(wanted);
  const [found, loaded] = [await contents(name), await contents('wanted')];
  expect(found.counts).toEqual(loaded.counts);
  expect(found.rows).toEqual(loaded.rows);
  expect(found.moments).toHaveLength(loaded.moments.length);
  for (const [i, value] of found.moments.entries())
    expect(value).toBeCloseTo(loaded.moments[i] ?? Number.NaN, 5);
}

describe('an index that changes holds the same as one that is loaded with what it has', () => {
  test('documents come one by one', async () => {
    const index = indexOf('grows');
    await index.create();
    for (const document of documents.slice(0, 9)) await index.put([document]);
    await expectToHold('grows', documents.slice(0, 9));
  });

  test('documents go, the last one too', async () => {
    const index = indexOf('shrinks');
    await index.load(documents);
    await index.remove(['d3', 'd8', 'nobody', 'd8']);
    await expectToHold(
      'shrinks',
      documents.filter(({ id }) => id !== 'd3' && id !== 'd8'),
    );
    await index.remove(documents.map(({ id }) => id));
    await index.put(documents.slice(5, 8));
    await expectToHold('shrinks', documents.slice(5, 8));
  });

  test('documents change: their item, their text, and both twice in one call', async () => {
    const index = indexOf('changes');
    await index.load(documents);
    const [first, second, third] = documents as [...typeof documents, never, never, never];
    const renamed = { ...first, item: { ...first.item, title: 'Renamed' } };
    const moved = { ...third, id: second.id };
    await index.put([renamed, second, moved]);
    await expectToHold('changes', [renamed, moved, ...documents.slice(2)]);
  });

  test('texts that several documents have keep their vectors until the last of them goes', async () => {
    const index = indexOf('shares');
    const [first] = documents as [(typeof documents)[number]];
    const twin = { ...first, id: 'twin' };
    await index.load([...documents, twin]);
    await index.remove(['d0']);
    await expectToHold('shares', [twin, ...documents.slice(1)]);
    await index.put([without({ ...first, id: 'triplet' })]);
    await expectToHold('shares', [twin, { ...first, id: 'triplet' }, ...documents.slice(1)]);
    await index.remove(['twin', 'triplet']);
    await expectToHold('shares', documents.slice(1));
  });

  test('vectors come later, and only once', async () => {
    const index = indexOf('waits');
    await index.load(documents.map(without));
    expect(await index.facts()).toMatchObject({ documents: 60, embedded: 0 });
    const texts = documents.map(({ text, passages = [] }) => ({ text, passages }));
    await index.putVectors([
      ...texts.slice(0, 40),
      {
        text: 'in no document',
        passages: texts[0]?.passages.map((passage) => ({ ...passage, end: 2 })) ?? [],
      },
    ]);
    await index.putVectors(
      texts.map((text) => ({ ...text, passages: text.passages.toReversed() })).slice(0, 3),
    );
    await index.putVectors(texts.slice(30));
    await expectToHold('waits', documents);
  });

  test('vectors that cannot be stored are refused by name, and none are written', async () => {
    const index = indexOf('vectors');
    await index.load(documents.map(without));
    const [good] = documents.map(({ text, passages = [] }) => ({ text, passages }));
    const vector = new Float32Array(DIMENSIONS).fill(0.25);
    const bad: [unknown, RegExp][] = [
      [null, /text is undefined/],
      [{ text: good?.text }, /passages are undefined/],
      [{ text: good?.text, passages: [null] }, /passage 0 lies from undefined/],
      [{ text: good?.text, passages: [{ start: 0, end: 10_000, vector }] }, /passage 0 lies from 0 to 10000/],
      [{ text: good?.text, passages: [{ start: 0, end: 1, vector: [0.5] }] }, /1 numbers instead of 16/],
      [
        { text: good?.text, passages: [{ start: 0, end: 1, vector: vector.with(3, Number.NaN) }] },
        /not finite/,
      ],
    ];
    for (const [given, message] of bad)
      await expect(
        index.putVectors([good, given] as Parameters<typeof index.putVectors>[0]),
      ).rejects.toMatchObject({
        ...{ code: 'invalid-input', details: { index: 1 } },
        message: expect.stringMatching(message),
      });
    expect(await index.facts()).toMatchObject({ embedded: 0 });
  });

  test('one id is no list of ids, and what is no id removes nothing', async () => {
    const index = indexOf('removes');
    await index.load(documents);
    const wrong: unknown[] = ['d1', [1], [undefined]];
    for (const ids of wrong) expect(await codeOf(index.remove(ids as string[]))).toBe('invalid-input');
    await index.remove(['\0', '\ud800']);
    expect(await index.facts()).toMatchObject({ documents: documents.length });
  });

  test('writers wait for one another', async () => {
    const index = indexOf('busy');
    await index.create();
    await Promise.all(documents.map((document) => index.put([document])));
    await expectToHold('busy', documents);
  });
});

describe('a load', () => {
  test('takes the place of what was there only when it is complete', async () => {
    const index = indexOf('replaced');
    await index.load(documents);
    const before = await contents('replaced');
    const fails = async function* () {
      yield* documents.slice(0, 10);
      throw new Error('The source broke.');
    };
    await expect(index.load(fails())).rejects.toThrow('The source broke.');
    const controller = new AbortController();
    const { signal } = controller;
    const onProgress = () => controller.abort('enough');
    await expect(index.load(documents.slice(0, 5), { signal, onProgress })).rejects.toBe('enough');
    expect(await contents('replaced')).toEqual(before);
    await index.load(documents.slice(0, 5));
    expect(await index.facts()).toMatchObject({ documents: 5, embedded: 5 });
    const { rows } = await pool.query("select from pg_namespace where nspname like '%loading'");
    expect(rows).toEqual([]);
  });

  test('holds texts that are hard to write: tabs, backslashes, NUL, half characters, emoji', async () => {
    const text = 'a\tb\\c\nd\re \\N \\. f\0g \ud800h 🦷 "quoted"';
    const index = indexOf('hard');
    const item = { title: '\\N\t"\n\\u0000', group: 1, isNew: true };
    await index.load([{ id: '\\.\t', text, item }]);
    const { rows } = await pool.query('select id, text, item from hard.items');
    const vector =
      syntheticDocuments(1, DIMENSIONS)[0]?.passages?.[0]?.vector ?? new Float32Array(DIMENSIONS);
    await index.putVectors([{ text, passages: [{ start: 0, end: text.length, vector }] }]);
    expect((await index.facts()).embedded).toBe(1);
    expect(rows).toEqual([{ id: '\\.\t', text: text.replace('\0', ' ').replace('\ud800', '\ufffd'), item }]);
  });

  test('refuses what cannot be stored, and says which document it is', async () => {
    const index = indexOf('refuses');
    const [good] = documents as [(typeof documents)[number]];
    const bad: object[] = [
      { id: 'x\0' },
      { text: 7 },
      { item: { title: 'a\0' } },
      { item: { title: '\udc00' } },
      { item: undefined },
      { passages: [], vector: undefined, fields: { title: '\0' } },
      { passages: [{ start: 0, end: 1, vector: new Float32Array(3) }] },
      { passages: [{ start: 0, end: 1, vector: new Float32Array(DIMENSIONS).fill(Number.NaN) }] },
    ];
    for (const fields of bad)
      expect(await codeOf(index.load([{ ...good, ...fields }]))).toBe('invalid-input');
    expect(await codeOf(index.load([good, good]))).toBe('invalid-input');
    expect(await codeOf(index.facts())).toBe('invalid-input');
  });

  test('names the document that cannot be stored, and writes nothing', async () => {
    const [good] = documents as [(typeof documents)[number]];
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    const deep = JSON.parse('['.repeat(1_000) + ']'.repeat(1_000));
    const vector = new Float32Array(DIMENSIONS).fill(0.25);
    const text = 'w1 w2';
    const bad: [unknown, RegExp][] = [
      [null, /number 1 .*not an object/],
      ['text', /number 1 .*not an object/],
      [{ ...good, id: 7 }, /number 1 .*id is number/],
      [{ ...good, id: 'ä'.repeat(501) }, /number 1 .*"ä{50}…" is longer than 1000 bytes/],
      [{ id: 'x', text: null, item: {} }, /"x" .*text is object/],
      [{ id: 'x', text, item: { n: 1n } }, /"x" .*BigInt/],
      [{ id: 'x', text, item: cycle }, /"x" .*circular/i],
      [{ id: 'x', text, item: deep }, /"x" .*nested more than 500/],
      [{ id: 'x', text, item: {}, fields: { owner: {} } }, /"x" .*field "owner"/],
      [{ id: 'x', text, item: {}, fields: [] as unknown, passages: null }, /"x" .*passages are not a list/],
      [{ id: 'x', text, item: {}, passages: [{ start: 0, end: 2 }] }, /"x" .*passage 0 has no numbers/],
      [{ id: 'x', text, item: {}, passages: [{ start: 0, end: 6, vector }] }, /"x" .*0 to 6 in a text of 5/],
      [{ id: 'x', text, item: {}, passages: [{ start: -1, end: 2, vector }] }, /"x" .*from -1/],
      [{ id: 'x', text, item: {}, passages: [{ start: 3, end: 2, vector }] }, /"x" .*from 3 to 2/],
      [{ id: 'x', text, item: {}, passages: [null] }, /"x" .*passage 0/],
    ];
    const index = createPostgresIndex<object>({ pool, name: 'named', model });
    await index.create();
    for (const [document, message] of bad) {
      const given = [good, document as IndexDocument<object>];
      for (const write of [() => index.put(given), () => index.load(given)])
        await expect(write()).rejects.toMatchObject({
          code: 'invalid-input',
          message: expect.stringMatching(message),
          details: { index: 1 },
        });
    }
    await expect(index.load([good, good])).rejects.toMatchObject({ details: { id: good.id } });
    expect(await index.facts()).toMatchObject({ documents: 0 });
  });

  test('takes words and texts of any length, and finds them', async () => {
    const [long, other] = ['x', 'y'].map((letter) => letter.repeat(20_000));
    const index = indexOf('endless');
    const item = { title: '', group: 1, isNew: true };
    await index.load([{ id: 'a', text: `${long} ${other}`, item }]);
    await index.put([{ id: 'b', text: `${long}z ${'\u0928'.repeat(5_000)}`, item }]);
    const { rows } = await pool.query(
      'select max(length(term)) as longest, count(*)::int as terms from endless.terms',
    );
    expect(rows).toEqual([{ longest: expect.toSatisfy((length) => length <= 200), terms: 3 }]);
    await index.remove(['a']);
    expect((await pool.query('select count(*)::int as terms from endless.terms')).rows).toEqual([
      { terms: 2 },
    ]);
  });

  test('is one at a time', async () => {
    const index = indexOf('alone');
    const both = [index.load(documents), index.load(documents)].map(codeOf);
    expect((await Promise.all(both)).toSorted()).toEqual(['invalid-input', 'none']);
  });
});

describe('an index', () => {
  test('is made once', async () => {
    const index = indexOf('once');
    await Promise.all([index.create(), index.create()]);
    await index.put(documents.slice(0, 3));
    await index.create();
    expect(await index.facts()).toEqual({
      ...model,
      documents: 3,
      embedded: 3,
      precision: 'half',
      language: null,
    });
  });

  test('takes no vectors of another model', async () => {
    await indexOf('spaced').load(documents);
    const other = createPostgresIndex<MadeItem>({
      pool,
      name: 'spaced',
      model: { ...model, space: 'other' },
    });
    expect(await codeOf(other.create())).toBe('space-mismatch');
    expect(await codeOf(other.put(documents))).toBe('space-mismatch');
    expect(await codeOf(other.remove(['d1']))).toBe('space-mismatch');
    await other.load(documents);
    expect((await other.facts()).space).toBe('other');
  });

  test('of a version that this library does not know is not read, and is replaced by a load', async () => {
    const index = indexOf('newer');
    await index.create();
    await pool.query('update newer.facts set version = 99');
    await expect(index.put(documents)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('version 99'),
    });
    await pool.query('alter table newer.facts drop column language');
    await expect(index.create()).rejects.toMatchObject({
      message: expect.stringContaining('Replace it by load()'),
    });
    await index.load(documents);
    expect(await index.facts()).toMatchObject({ documents: documents.length });
  });
});
