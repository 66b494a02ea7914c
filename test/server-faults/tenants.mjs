// Whether one tenant learns of another. The same requests go to an index that has only the tenant's items and to one that has
// others' as well: whatever an answer tells of them is a difference. And whatever is no clear permission must be refused.

import { randomNumbers } from '../../tools/random.mjs';
import { post } from './requests.mjs';

const DIMENSIONS = 8;
export const TENANT_MODEL = { space: 'tenants', dimensions: DIMENSIONS };

/** @param {(below: number) => number} random */
function makers(random) {
  const text = (/** @type {number} */ words) =>
    Array.from({ length: words }, () => `w${random(12) * random(12)}`).join(' ');
  const vector = () => {
    const numbers = Float32Array.from({ length: DIMENSIONS }, () => random(2_000) - 1_000);
    const length = Math.hypot(...numbers);
    return numbers.map((number) => number / length);
  };
  return { text, vector };
}

/**
 * Items of tenant `a`, and among them those of `b`, who has words and values of their own.
 * @param {number} count of each
 */
export function tenantDocuments(count) {
  const { text, vector } = makers(randomNumbers(3));
  const secret = makers(randomNumbers(4));
  const random = randomNumbers(5);
  const of = (
    /** @type {string} */ owner,
    /** @type {number} */ i,
    /** @type {ReturnType<typeof makers>} */ make,
  ) => ({
    id: `${owner}${i}`,
    text:
      owner === 'a' ? make.text(5 + random(20)) : `${make.text(5 + random(40))} secret w${random(3)} wsecret`,
    item: { n: i },
    fields: { owner, price: random(50), tags: ['x', 'y', 'z'].slice(random(3)), year: `20${10 + random(9)}` },
    vector: make.vector(),
  });
  const a = Array.from({ length: count }, (_, i) => of('a', i, { text, vector }));
  const b = Array.from({ length: count * 2 }, (_, i) => of('b', i, secret));
  return { alone: a, together: a.flatMap((item, i) => [...b.slice(2 * i, 2 * i + 2), item]) };
}

/** @param {number} seed @param {(vector: Float32Array) => string} vectorToText */
export function randomQuestion(seed, vectorToText) {
  const random = randomNumbers(seed);
  const { text, vector } = makers(random);
  const pick = (/** @type {readonly any[]} */ list) => list[random(list.length)];
  const filter = pick([
    undefined,
    undefined,
    {},
    { tags: 'x' },
    { tags: ['y', 'nothing'] },
    { price: { gte: random(50) } },
    { price: { gt: 10, lte: random(50) }, tags: 'z' },
    { year: { gte: '2014', lt: '2016' } },
    { owner: 'b' },
    { owner: ['a', 'b'] },
    { owner: { gte: '' } },
    { owner: null },
    { price: [] },
  ]);
  const common = {
    limit: pick([1, 10, 50]),
    ...(filter && { filter }),
    ...(random(3) === 0 && { facets: ['owner', 'tags', 'price', 'none'] }),
    ...(random(5) === 0 && { minScore: random(10) / 10 }),
  };
  if (random(4) === 0)
    return { type: 'similar', id: pick([`a${random(40)}`, `b${random(80)}`, 'nobody', '']), ...common };
  const mode = pick(['hybrid', 'semantic', 'lexical']);
  return {
    type: 'search',
    mode,
    query: pick([text(3), 'secret', 'wsecret', 'w', text(1), 'wse', text(40)]),
    prefix: random(2) === 0,
    fusion: pick(['weighted-mean', 'rrf']),
    semanticWeight: random(11) / 10,
    ...(mode !== 'lexical' && { space: 'tenants', vector: vectorToText(vector()) }),
    ...common,
  };
}

/** @type {readonly (() => unknown)[]} */
export const NO_PERMISSION = [
  () => undefined,
  () => null,
  () => 0,
  () => 1,
  () => '',
  () => 'no',
  () => 'true',
  () => Number.NaN,
  () => ({}),
  () => [],
  () => [true],
  () => [undefined],
  () => () => true,
  () => Symbol('true'),
  () => new Map([['filter', { owner: 'a' }]]),
  () => new Boolean(true),
  () => ({ filter: undefined }),
  () => ({ filter: null }),
  () => ({ filter: {} }),
  () => ({ filter: [] }),
  () => ({ filter: 'owner' }),
  () => ({ filter: true }),
  () => ({ filter: () => true }),
  () => ({ filter: { owner: undefined } }),
  () => ({ filter: { owner: 'a', group: undefined } }),
  () => ({ filter: { owner: [undefined] } }),
  () => ({ filter: { owner: ['a', undefined] } }),
  () => ({ filter: { owner: {} } }),
  () => ({ filter: { owner: { gte: undefined } } }),
  () => ({ filter: { owner: { $ne: 'a' } } }),
  () => ({ filter: { owner: Number.NaN } }),
  () => ({ filter: { owner: Symbol('a') } }),
  () => ({ filter: new Map([['owner', 'a']]) }),
  () => ({ filters: { owner: 'a' } }),
  () => ({ filter: { owner: 'a' }, also: true }),
  () => Object.create({ filter: { owner: 'a' } }),
  () => Promise.resolve(undefined),
  () => {
    throw new Error('Who is this?');
  },
];

/**
 * @param {(authorize: any, name: string) => import('./requests.mjs').Handler} handlerOf
 * @param {{ alone: string, together: string, questions: number, vectorToText: (vector: Float32Array) => string }} how
 * @returns {Promise<string[]>} what leaked
 */
export async function findLeaks(handlerOf, { alone, together, questions, vectorToText }) {
  /** @type {string[]} */
  const leaks = [];
  const isA = () => ({ filter: { owner: 'a' } });
  const [own, shared] = [handlerOf(isA, alone), handlerOf(isA, together)];
  for (let seed = 0; seed < questions; seed += 1) {
    const question = randomQuestion(seed, vectorToText);
    const [wanted, found] = await Promise.all([post(own, question), post(shared, question)]);
    if (comparable(wanted) !== comparable(found))
      leaks.push(
        `${JSON.stringify(question)}: ${comparable(wanted)} and ${comparable(found)}`.slice(0, 2_000),
      );
  }
  for (const [i, authorize] of NO_PERMISSION.entries()) {
    const { status, body } = await post(
      handlerOf(authorize, together),
      randomQuestion(i * 4 + 1, vectorToText),
    );
    if (body.hits !== undefined || (status !== 403 && status !== 500))
      leaks.push(`permission ${i}: ${status}`);
  }
  return leaks;
}

/** An answer as a text. Sums of the same numbers in another order differ in their last digits. */
function comparable(/** @type {import('./requests.mjs').Outcome} */ { status, body }) {
  return JSON.stringify({ status, body }, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(9)) : value,
  );
}
