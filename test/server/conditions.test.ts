import { beforeAll, expect, test } from 'vitest';
import { countFacets } from '../../src/engine/search/facets.js';
import { itemsPassing, readFilter } from '../../src/engine/search/fieldFilter.js';
import { Parameters, passing } from '../../src/server/conditions.js';
import { createPostgresIndex } from '../../src/server/createPostgresIndex.js';
import { countFieldValues } from '../../src/server/facetStatement.js';
import { randomNumbers } from '../support/syntheticCorpus.js';
import { testDatabase } from '../support/testDatabase.js';

// One grammar: PostgreSQL lets through what the page lets through, for random items and filters.

const { pool } = testDatabase();
const random = randomNumbers(11);
const below = (count: number) => Math.floor(random() * count);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const FIELDS = ['a', 'b"', '$.c', "d'; --", '', 'ä'];
const VALUES = [0, 1, -1.5, 1e21, '', '1', 'x"y', 'ä', '\u{1f9b7}', '\uffee', 'true', true, false, null];
const NUMBERS = [-2, -1.5, 0, 0.5, 1, 1e21];
const STRINGS = ['', '0', '1', 'x', 'x"y', 'ä', '\uffee', '\u{1f9b7}', "'; --"];

const madeField = () =>
  pick([() => pick(VALUES), () => Array.from({ length: below(4) }, () => pick([...VALUES, {}, [1]]))])();
const madeItem = () =>
  Object.fromEntries(FIELDS.filter(() => random() < 0.7).map((field) => [field, madeField()]));
const items = Array.from({ length: 200 }, madeItem);

function madeCondition() {
  const range = (bounds: readonly (number | string)[]) => ({
    [pick(['gt', 'gte'])]: pick(bounds),
    ...(random() < 0.5 && { [pick(['lt', 'lte'])]: pick(bounds) }),
  });
  return pick([
    () => pick(VALUES),
    () => Array.from({ length: below(4) }, () => pick(VALUES)),
    () => range(NUMBERS),
    () => range(STRINGS),
  ])();
}

beforeAll(() =>
  createPostgresIndex<object>({ pool, name: 'filtered', model: { space: 'none', dimensions: 4 } }).load(
    items.map((item, i) => ({ id: `${i}`, text: '', item })),
  ),
);

test('500 random filters let through the same items, and facets count the same', async () => {
  for (let i = 0; i < 500; i += 1) {
    const filter = readFilter(
      Object.fromEntries(Array.from({ length: below(3) }, () => [pick(FIELDS), madeCondition()])),
    );
    const parameters = new Parameters();
    const { rows } = await pool.query(
      `select id from filtered.items i where true ${passing(parameters, filter)} order by number`,
      parameters.values,
    );
    const wanted = items.filter(itemsPassing(filter));
    expect([filter, rows.map(({ id }) => items[Number(id)])]).toEqual([filter, wanted]);
    if (i % 10 > 0) continue;
    expect(await countFieldValues(pool, 'filtered', { filters: [filter] }, FIELDS)).toEqual(
      countFacets(wanted, FIELDS),
    );
    expect(await countFieldValues(pool, 'filtered', { filters: [], selected: filter }, FIELDS)).toEqual(
      countFacets(items, FIELDS, filter),
    );
  }
});
