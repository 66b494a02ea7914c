import pg from 'pg';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { vectorToText } from '../../src/engine/search/vectorBase64.js';
import { defer } from '../../src/engine/utils/promises.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { createSearchHandler, type SearchHandlerOptions } from '../../src/server/createSearchHandler.js';
import { syntheticDocuments } from '../support/syntheticCorpus.js';
import { testDatabase } from '../support/testDatabase.js';
import { eventually } from '../support/until.js';

const DIMENSIONS = 16;
const { pool, url } = testDatabase();
const model = { space: 'made', dimensions: DIMENSIONS };
const name = 'handled';
const documents = syntheticDocuments(100, DIMENSIONS);
const vector = vectorToText(new Float32Array(DIMENSIONS).fill(0.25));
const search = { type: 'search', query: 'w1 w2', mode: 'hybrid', space: 'made', vector };

beforeAll(() => createPostgresIndex({ pool, name, model }).load(documents));

async function post(body: unknown, options: Partial<SearchHandlerOptions> = {}, init: RequestInit = {}) {
  const handler = createSearchHandler({ pool, name, ...options });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json' };
  const request = new Request('http://127.0.0.1/search', { method: 'POST', headers, body: text, ...init });
  const response = await handler(request);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('a search handler', () => {
  test('answers with items, what is known of each, and how full the index is', async () => {
    const { status, body } = await post(search);
    expect(status).toBe(200);
    expect(body).toMatchObject({ items: 100, embedded: 100, fusion: 'weighted-mean' });
    expect(body.hits).toHaveLength(10);
    expect(body.hits[0]).toMatchObject({
      id: expect.stringMatching(/^d\d+$/),
      item: { title: expect.stringContaining('Document') },
      score: expect.any(Number),
      cosine: expect.any(Number),
      semanticRank: expect.any(Number),
      passage: { start: 0, end: expect.any(Number) },
    });
  });

  test('finds what is similar to an item, without it', async () => {
    const { body } = await post({ type: 'similar', id: 'd7', limit: 5 });
    expect(body.hits).toHaveLength(5);
    expect(body.hits.map(({ id }: { id: string }) => id)).not.toContain('d7');
  });

  test('gives a Set of an item as a list, and filters by its members', async () => {
    const item = { tags: new Set(['new', 'home']), rooms: [new Set([1])] };
    await createPostgresIndex({ pool, name: 'sets', model }).load([{ id: 'a', text: 'a lamp', item }]);
    const asked = { type: 'search', query: 'lamp', mode: 'lexical', filter: { tags: 'home' } };
    const { body } = await post(asked, { name: 'sets' });
    expect(body.hits.map((hit: { item: unknown }) => hit.item)).toEqual([
      { tags: ['new', 'home'], rooms: [[1]] },
    ]);
  });

  test('lets an app refuse, and hold a person to some items', async () => {
    const refused = await post(search, { authorize: () => false });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'forbidden']);
    const { body } = await post(
      { ...search, filter: { isNew: true } },
      { authorize: async () => ({ filter: { group: 2 } }) },
    );
    const items = body.hits.map(({ item }: { item: unknown }) => item);
    expect(items.length).toBeGreaterThan(3);
    for (const item of items) expect(item).toMatchObject({ group: 2, isNew: true });
  });

  test('gives a person no way around what the app holds them to', async () => {
    const { body } = await post(
      { ...search, filter: { group: 3 } },
      { authorize: () => ({ filter: { group: 2 } }) },
    );
    expect(body.hits).toEqual([]);
  });

  test('needs only the right to read', async () => {
    await pool.query(`create role reader login password 'reader'; grant usage on schema ${name} to reader;
      grant select on all tables in schema ${name} to reader`);
    const address = new URL(url);
    [address.username, address.password] = ['reader', 'reader'];
    const reader = new pg.Pool({ connectionString: address.href });
    try {
      expect((await post(search, { pool: reader })).status).toBe(200);
    } finally {
      await reader.end();
      await pool.query(`drop owned by reader; drop role reader`);
    }
  });
});

describe('it refuses', () => {
  const refused: [string, object][] = [
    ['an unknown question', { ask: 'drop' }],
    ['an unknown mode', { ...search, mode: 'fuzzy' }],
    ['an unknown fusion', { ...search, fusion: 'sum' }],
    ['a field that it does not know', { ...search, fliter: { group: 1 } }],
    ['no hits', { ...search, limit: 0 }],
    ['more hits than it gives', { ...search, limit: 101 }],
    ['half a hit', { ...search, limit: 1.5 }],
    ['a limit in words', { ...search, limit: '10; drop table items' }],
    ['a weight out of range', { ...search, semanticWeight: 1.1 }],
    ['a score that is none', { ...search, minScore: 'high' }],
    ['a query that is none', { ...search, query: ['w1'] }],
    ['a query longer than any', { ...search, query: 'w'.repeat(10_001) }],
    ['a query with a NUL', { ...search, query: 'w1\0' }],
    ['a filter that is a list', { ...search, filter: ['group'] }],
    ['a filter by an object', { ...search, filter: { group: { $ne: 1 } } }],
    ['a range without bounds', { ...search, filter: { group: {} } }],
    ['a range of numbers and strings', { ...search, filter: { group: { gte: 1, lt: '2' } } }],
    ['a selection that is no filter', { ...search, selectedFacets: { group: { $ne: 1 } } }],
    ['facets that are none', { ...search, facets: 'group' }],
    ['a filter by half a character', { ...search, filter: { group: '\ud800' } }],
    [
      'a filter of too many fields',
      { ...search, filter: Object.fromEntries(Array.from('abcdefghijklmnopqrstu', (field) => [field, 1])) },
    ],
    ['a filter of too many values', { ...search, filter: { group: Array(1_001).fill(1) } }],
    ['a vector of another length', { ...search, vector: vectorToText(new Float32Array(DIMENSIONS + 1)) }],
    ['a vector of NaN', { ...search, vector: vectorToText(new Float32Array(DIMENSIONS).fill(Number.NaN)) }],
    ['an endless vector', { ...search, vector: vectorToText(new Float32Array(DIMENSIONS).fill(1 / 0)) }],
    ['a vector in SQL', { ...search, vector: "[1,2]'; drop schema handled cascade; --" }],
    ['a vector as a list', { ...search, vector: [1, 2, 3] }],
    ['a search by meaning without a vector', { type: 'search', query: 'w1', mode: 'semantic' }],
    ['an item that is not there', { type: 'similar', id: 'nobody' }],
    ['an item without an id', { type: 'similar' }],
  ];

  test.each(refused)('%s', async (_, body) => {
    const onError = vi.fn();
    const { status, body: answer } = await post(body, { onError });
    expect([status, answer.error.code]).toEqual([400, 'invalid-input']);
    expect(onError).not.toHaveBeenCalled();
  });

  test('what is not JSON, or no object', async () => {
    for (const body of ['{', '[]', 'null', '"search"', ''])
      expect((await post(body)).body.error).toMatchObject({
        code: 'invalid-input',
        details: { field: 'body' },
      });
  });

  test('a vector of another space, and names both', async () => {
    const { status, body } = await post({ ...search, space: 'other' });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'space-mismatch', details: { asked: 'other', actual: 'made' } });
  });

  test('any method but POST', async () => {
    const handler = createSearchHandler({ pool, name });
    const response = await handler(new Request('http://127.0.0.1/search'));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('any type but JSON, so that no page of another origin can post a form', async () => {
    const { status } = await post(search, {}, { headers: { 'content-type': 'text/plain' } });
    expect(status).toBe(415);
  });

  test('a request that says that it is too long, and one that does not but is', async () => {
    expect((await post({ ...search, query: 'w'.repeat(70_000) })).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1_000).fill(32));
      },
    });
    const { status, body } = await post('', {}, { body: endless, duplex: 'half' } as RequestInit);
    expect([status, body.error.code]).toEqual([413, 'request-too-large']);
    expect(sent).toBeLessThan(100);
  });
});

describe('SQL in a request stays a text', () => {
  const SQL = [
    "'; drop schema handled cascade; --",
    "' or '1'='1",
    '") or true --',
    '\\x27 or 1=1',
    '$1',
    '{{name}}',
    'w1) union select password from pg_shadow --',
  ];
  const inEachField = (sql: string): [string, object][] => [
    ['query', { ...search, query: sql }],
    ['the word that is typed', { ...search, query: `w1 ${sql}x`, prefix: true }],
    ['query, by words', { type: 'search', query: sql, mode: 'lexical' }],
    ['space', { ...search, space: sql }],
    ['vector', { ...search, vector: sql }],
    ['mode', { ...search, mode: sql }],
    ['fusion', { ...search, fusion: sql }],
    ['semanticWeight', { ...search, semanticWeight: sql }],
    ['limit', { ...search, limit: sql }],
    ['minScore', { ...search, minScore: sql }],
    ['the name of a field', { ...search, filter: { [sql]: 1 } }],
    ['the value of a field', { ...search, filter: { title: sql } }],
    ['the values of a field', { ...search, filter: { title: [sql, 'Document 1'] } }],
    ['id', { type: 'similar', id: sql }],
    ['the name of what is sent', { ...search, [sql]: 1 }],
  ];

  test.each(SQL)('%s', async (sql) => {
    const onError = vi.fn();
    for (const [, body] of inEachField(sql)) {
      const { status, body: answer } = await post(body, { onError });
      expect([200, 400, 409]).toContain(status);
      if (status === 200) for (const { id } of answer.hits) expect(id).toMatch(/^d\d+$/);
    }
    expect(onError).not.toHaveBeenCalled();
    expect((await createPostgresIndex({ pool, name, model }).facts()).documents).toBe(100);
  });

  test('also in the name of an index, which is refused', () => {
    for (const bad of ['a"; drop schema public; --', 'Ä', '', 'a b', 'pg_catalog', 'x'.repeat(41)])
      expect(() => createSearchHandler({ pool, name: bad })).toThrow(/name of an index/);
  });
});

describe('when it fails', () => {
  test('the answer tells nothing of the database, and the app is told all', async () => {
    const onError = vi.fn();
    const { status, body } = await post(search, { name: 'nowhere', onError });
    expect([status, body.error]).toEqual([
      500,
      { code: 'internal', message: 'The search failed on the server.', details: {} },
    ]);
    expect(onError).toHaveBeenCalledWith(
      expect.objectContaining({ message: expect.stringContaining('no index') }),
      expect.any(Request),
    );
  });

  test('by a lock that another has, it may be asked again', async () => {
    const impatient = new pg.Pool({ connectionString: url, options: '-c lock_timeout=50' });
    const writer = await pool.connect();
    try {
      await writer.query(`begin; lock table ${name}.items`);
      const { status, body, headers } = await post(search, { pool: impatient, onError: () => {} });
      expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    } finally {
      await writer.query('rollback');
      writer.release();
      await impatient.end();
    }
    expect((await post(search)).status).toBe(200);
  });

  test('a search that takes too long is ended by the database', async () => {
    const slow = slowed();
    const { status, body } = await post(search, { pool: slow, timeoutMs: 50 });
    expect([status, body.error.code]).toEqual([503, 'timeout']);
    await eventually(async () => expect(await running()).toBe(0)); // the answer does not wait for it
  });

  test('a search that nobody waits for any more is ended too', async () => {
    const controller = new AbortController();
    const { pool: slow, isAsleep } = slowedWithNotice();
    const answer = post(search, { pool: slow, timeoutMs: 60_000 }, { signal: controller.signal });
    await isAsleep;
    controller.abort();
    await answer;
    await eventually(async () => expect(await running()).toBe(0));
  });
});

describe('options out of range are refused when the handler is made', () => {
  test.each([
    { timeoutMs: 0.4 },
    { timeoutMs: Number.NaN },
    { timeoutMs: 0 },
    { timeoutMs: Number.POSITIVE_INFINITY },
    { maxLimit: 0 },
    { maxLimit: 1.5 },
    { maxBodyBytes: Number.NaN },
    { maxConcurrent: 0 },
    { maxQueued: -1 },
    { rateLimit: { keyOf: () => 'x', requests: 0 } },
    { rateLimit: { keyOf: () => 'x', seconds: Number.NaN } },
  ])('%j', (options) => {
    expect(() => createSearchHandler({ pool, name, ...options })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });
});

describe('one deadline covers', () => {
  const never = () => new Promise<never>(() => {});
  const isTimeout = { status: 503, body: { error: { code: 'timeout' } } };

  test('an authorization that does not come', async () => {
    expect(await post(search, { authorize: never, timeoutMs: 50 })).toMatchObject(isTimeout);
  });

  test('a body that does not come', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: never });
    const init = { body, duplex: 'half' } as RequestInit; // `duplex` is younger than the types
    expect(await post('', { timeoutMs: 50 }, init)).toMatchObject(isTimeout);
  });

  test('a client of the pool that does not come, and says when to try again', async () => {
    const answer = await post(search, { pool: { ...pool, connect: never, query: never }, timeoutMs: 50 });
    expect(answer).toMatchObject(isTimeout);
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});

describe('too many requests', () => {
  test('of one client are refused until its time has come', async () => {
    const keyOf = (request: Request) => request.headers.get('x-user') ?? undefined;
    const handler = createSearchHandler({ pool, name, rateLimit: { keyOf, requests: 2, seconds: 3_600 } });
    const statusOf = async (user?: string) => {
      const headers = { 'content-type': 'application/json', ...(user && { 'x-user': user }) };
      const body = JSON.stringify({ ...search, mode: 'lexical' });
      const { status, headers: answered } = await handler(
        new Request('http://127.0.0.1/search', { method: 'POST', headers, body }),
      );
      return [status, answered.get('retry-after')];
    };
    expect(await statusOf('ann')).toEqual([200, null]);
    expect(await statusOf('ann')).toEqual([200, null]);
    expect(await statusOf('ann')).toEqual([429, '1800']);
    expect(await statusOf('ben')).toEqual([200, null]);
    expect(await statusOf()).toEqual([200, null]);
  });

  test('at one time wait, and beyond that are refused at once', async () => {
    const connected = defer<void>();
    const late: Pick<pg.Pool, 'connect' | 'query'> = Object.assign(Object.create(pool), {
      connect: () => connected.promise.then(() => pool.connect()),
    });
    const handler = createSearchHandler({ pool: late, name, maxConcurrent: 1, maxQueued: 2 });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(search);
    const ask = () => handler(new Request('http://127.0.0.1/search', { method: 'POST', headers, body }));
    const waiting = [ask(), ask(), ask()];
    await eventually(async () =>
      expect(await handler.health()).toMatchObject({ status: 'busy', running: 1, queued: 2 }),
    );
    const refused = await ask();
    expect([refused.status, (await refused.json()).error.code]).toEqual([503, 'overloaded']);
    connected.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await handler.health()).toMatchObject({ status: 'ready', running: 0, queued: 0 });
  });
});

describe('health tells', () => {
  test('that there is no index', async () => {
    const health = await createSearchHandler({ pool, name: 'nowhere' }).health();
    expect(health).toMatchObject({ status: 'failed', error: { code: 'invalid-input' } });
  });

  test('that the database cannot be reached', async () => {
    const gone = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const handler = createSearchHandler({ pool: gone, name, onError: () => {} });
    expect(await handler.health()).toMatchObject({ status: 'unavailable' });
    const { status, body } = await post(search, { pool: gone, onError: () => {} });
    expect([status, body.error.code]).toEqual([503, 'unavailable']);
    await gone.end();
  });
});

test('what the app does with an error does not reach the caller', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const throwing = () => {
    throw new Error('The log is full.');
  };
  const rejecting = (async () => throwing()) as () => void; // an async function is one that gives nothing, by its type
  for (const onError of [throwing, rejecting])
    expect((await post(search, { name: 'nowhere', onError })).status).toBe(500);
  await eventually(() => expect(log).toHaveBeenCalledTimes(2));
  log.mockRestore();
});

test('facets of a blank query are counted among what passes the filter, and what may be seen', async () => {
  const asked = {
    ...{ type: 'search', query: '', mode: 'lexical' },
    ...{ facets: ['isNew', 'nothing'], filter: { group: [1, 2] } },
  };
  const { body } = await post(asked, { authorize: () => ({ filter: { group: 2 } }) });
  expect(body.hits).toEqual([]);
  expect(body.facets).toEqual({
    isNew: [
      { value: false, count: 14 },
      { value: true, count: 6 },
    ],
    nothing: [],
  });
});

test('facets of a query are counted among the items that have a word of it, also one that is begun', async () => {
  const counts = (pattern: RegExp) => {
    const found = documents.filter(({ text, item }) => item.group === 2 && pattern.test(text));
    const isNew = found.filter(({ item }) => item.isNew).length;
    return new Map([
      [true, isNew],
      [false, found.length - isNew],
    ]);
  };
  const cases = [
    { query: 'w1 w2', prefix: false, pattern: /\bw[12]\b/ },
    { query: 'w39', prefix: true, pattern: /\bw39/ },
  ];
  for (const { query, prefix, pattern } of cases) {
    const asked = {
      type: 'search',
      query,
      prefix,
      mode: 'lexical',
      limit: 1,
      facets: ['isNew'],
      filter: { group: 2 },
    };
    const { body } = await post(asked);
    const found: { value: boolean; count: number }[] = body.facets.isNew;
    const expected = [...counts(pattern)].filter(([, count]) => count > 0);
    expect(new Map(found.map(({ value, count }) => [value, count]))).toEqual(new Map(expected));
  }
});

test('by meaning the hits that are shown count, too', async () => {
  const { body } = await post({ ...search, query: 'nothing like it', limit: 7, facets: ['group'] });
  const total = body.facets.group.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect([body.hits.length, total]).toEqual([7, 7]);
});

test('a choice finds as many as it counted, and nothing that was no hit before', async () => {
  const counted = async (asked: object, field: string) => {
    const { body } = await post({ ...asked, facets: [field] });
    return body.facets[field] as { value: string; count: number }[];
  };
  const cases = [
    { ...search, limit: 5 },
    { ...search, query: 'nothing like it', limit: 7 },
    { ...search, query: 'w1', limit: 100, fusion: 'rrf', filter: { isNew: true } },
    { ...search, mode: 'semantic', limit: 6 },
    { ...search, limit: 50, minScore: 0.3 },
    { ...search, mode: 'lexical', limit: 50, minScore: 0.5 },
    { type: 'search', query: 'w1 w2', mode: 'lexical', limit: 3 },
    { type: 'similar', id: 'd7', limit: 5 },
  ];
  for (const asked of cases) {
    const before = await counted(asked, 'group');
    for (const { value, count } of before) {
      const selected = { ...asked, facets: ['group'], selectedFacets: { group: value } };
      const { body } = await post(selected);
      expect([value, body.hits.length]).toEqual([value, Math.min(count, asked.limit)]);
      expect(body.facets.group).toEqual(before);
      for (const { item } of body.hits) expect(item.group).toBe(value);
    }
  }
});

test('a choice reads no items of what was found without it, and no words twice; an empty one is none', async () => {
  const answersOf = async (given: object) => {
    const { pool: observed, answers } = observedPool();
    const { status } = await post({ ...search, facets: ['group'], ...given }, { pool: observed });
    expect(status).toBe(200);
    return answers;
  };
  const [none, empty, selected] = [
    await answersOf({}),
    await answersOf({ selectedFacets: {} }),
    await answersOf({ selectedFacets: { group: 2 } }),
  ];
  expect(empty).toEqual(none);
  const withField = (field: string) => selected.filter((fields) => fields.includes(field));
  expect([none, selected].map((answers) => answers.filter((fields) => fields.includes('id')).length)).toEqual(
    [1, 2],
  );
  expect([withField('item').length, withField('stem').length]).toEqual([1, 1]);
});

test('a search takes four messages to the database', async () => {
  const { pool: observed, answers } = observedPool();
  expect((await post(search, { pool: observed })).status).toBe(200);
  expect(answers.length).toBe(4); // begin with facts, words, the search, commit
});

/** A pool, and of each answer that it gave the names of its columns. */
function observedPool() {
  const answers: string[][] = [];
  const connect = async () => {
    const client = await pool.connect();
    const query = async (text: string, values?: unknown[]) => {
      const result = await client.query(text, values);
      answers.push((result.fields ?? []).map(({ name: column }) => column));
      return result;
    };
    return { query, release: (error?: boolean) => client.release(error) };
  };
  return { pool: Object.assign(Object.create(pool), { connect }) as pg.Pool, answers };
}

/** A pool whose searches sleep for a minute first. */
function slowed(): pg.Pool {
  return slowedWithNotice().pool;
}

function slowedWithNotice() {
  const { promise: isAsleep, resolve: sleeps } = defer<void>();
  const connect = async () => {
    const client = await pool.connect();
    const query = (text: string, values?: unknown[]) => {
      if (!text.startsWith('with')) return client.query(text, values);
      const sleeping = client.query('select pg_sleep(60)');
      sleeps();
      return sleeping;
    };
    return { query, release: (error?: boolean) => client.release(error) };
  };
  return { pool: Object.assign(Object.create(pool), { connect }) as pg.Pool, isAsleep };
}

async function running(): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int as sleeping from pg_stat_activity
     where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()`,
  );
  return rows[0].sleeping;
}
