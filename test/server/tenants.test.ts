import { beforeAll, describe, expect, test, vi } from 'vitest';
import { vectorToText } from '../../src/engine/search/vectorBase64.js';
import type { Authorization } from '../../src/server/authorization.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { createSearchHandler, type SearchHandlerOptions } from '../../src/server/createSearchHandler.js';
import { post } from '../server-faults/requests.mjs';
import { findLeaks, NO_PERMISSION, TENANT_MODEL, tenantDocuments } from '../server-faults/tenants.mjs';
import { testDatabase } from '../support/testDatabase.js';

const { pool } = testDatabase();
const { alone, together } = tenantDocuments(40);
const names = { alone: 'alone', together: 'together' };
const question = { type: 'search', mode: 'lexical', query: 'w1 w2 w4' };
const isA = () => ({ filter: { owner: 'a' } });

beforeAll(async () => {
  for (const [name, documents] of Object.entries({ alone, together }))
    await createPostgresIndex<object>({ pool, name, model: TENANT_MODEL }).load(documents);
});

const handlerOf = (authorize: SearchHandlerOptions['authorize'], name: string, options: object = {}) =>
  createSearchHandler({ pool, name, onError: () => {}, ...(authorize && { authorize }), ...options });

describe('what a tenant is told', () => {
  test('is the same as if there were no other tenants, whatever is asked; and without a permission it is nothing', async () => {
    expect(await findLeaks(handlerOf, { ...names, questions: 300, vectorToText })).toEqual([]);
  });

  test('does not say whether an id of another tenant is there', async () => {
    const handler = handlerOf(isA, 'together');
    const [theirs, nobodys] = await Promise.all(
      ['b1', 'nobody'].map((id) => post(handler, { type: 'similar', id })),
    );
    expect([theirs?.status, nobodys?.status]).toEqual([400, 400]);
    expect(theirs?.body.error.message).toBe(nobodys?.body.error.message);
  });

  test('has numbers of all items where the app says so, for speed', async () => {
    const global = await post(handlerOf(isA, 'together', { statistics: 'global' }), question);
    const visible = await post(handlerOf(isA, 'together'), question);
    expect([global.body.items, visible.body.items]).toEqual([120, 40]);
    expect(global.body.hits.every(({ id }: { id: string }) => id.startsWith('a'))).toBe(true);
  });
});

describe('authorize refuses unless it clearly permits', () => {
  test.each(NO_PERMISSION.map((permission, i): [number, () => unknown] => [i, permission]))(
    'by what is no permission (%i), and tells the app why',
    async (_, permission) => {
      const onError = vi.fn();
      // What an app without types may give.
      const authorize = permission as () => Authorization;
      const { status, body } = await post(handlerOf(authorize, 'together', { onError }), question);
      expect(body.hits).toBeUndefined();
      expect([403, 500]).toContain(status);
      expect(onError).toHaveBeenCalledOnce();
    },
  );

  test('by false, which is no mistake', async () => {
    const onError = vi.fn();
    const { status } = await post(
      handlerOf(() => false, 'together', { onError }),
      question,
    );
    expect(status).toBe(403);
    expect(onError).not.toHaveBeenCalled();
  });

  test('an empty list lets nothing through, and true everything', async () => {
    const none = await post(
      handlerOf(() => ({ filter: { owner: [] } }), 'together'),
      question,
    );
    expect(none).toMatchObject({ status: 200, body: { hits: [], items: 0 } });
    expect(
      (
        await post(
          handlerOf(() => true, 'together'),
          question,
        )
      ).body.items,
    ).toBe(120);
  });

  test('by its types, too', () => {
    const user: { id?: string } = {};
    // @ts-expect-error a value may be undefined
    const wrong: Authorization = { filter: { owner: user.id } };
    // @ts-expect-error nothing is no permission
    const nothing: Authorization = undefined;
    expect([wrong, nothing]).toBeDefined();
  });
});
