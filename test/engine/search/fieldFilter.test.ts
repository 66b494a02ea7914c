import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EmbedError, type FieldFilter } from '../../../src/engine/index.js';
import { countFacets, readFacets } from '../../../src/engine/search/facets.js';
import { itemsPassing, readFilter } from '../../../src/engine/search/fieldFilter.js';

const items = [
  { n: 0, brand: 'A', price: 5, tags: ['home', 'new'], day: '2024-03-01', old: null },
  { n: 1, brand: 'B', price: 10, tags: ['garden'], day: '2024-11-30', sizes: [1, 40] },
  { n: 2, brand: 'B', price: '10', tags: [], day: '2025-01-01', sizes: [20] },
  { n: 3, tags: 'home', price: [7, 'x'], old: undefined },
];
const passing = (filter: unknown) => items.filter(itemsPassing(readFilter(filter))).map(({ n }) => n);

describe('a filter by fields lets through', () => {
  const cases: [string, FieldFilter, number[]][] = [
    ['a value', { brand: 'B' }, [1, 2]],
    ['one of several values', { brand: ['A', 'C'] }, [0]],
    ['a list of which one member has the value', { tags: 'home' }, [0, 3]],
    ['a list of which one member is among the values', { tags: ['new', 'garden'] }, [0, 1]],
    ['nothing for no values', { brand: [] }, []],
    ['only values of the same type', { price: 10 }, [1]],
    ['null where there is one', { old: null }, [0]],
    ['numbers in a range', { price: { gte: 5, lt: 10 } }, [0, 3]],
    ['numbers above and up to a bound', { price: { gt: 5, lte: 10 } }, [1, 3]],
    ['strings in a range, such as days', { day: { gte: '2024-11-30', lt: '2025-01-01' } }, [1]],
    ['a range only where one member is within both bounds', { sizes: { gt: 1, lt: 40 } }, [2]],
    ['what passes all fields', { brand: 'B', tags: 'garden' }, [1]],
    ['all items for no fields', {}, [0, 1, 2, 3]],
  ];
  test.each(cases)('%s', (_, filter, wanted) => expect(passing(filter)).toEqual(wanted));

  test('a Set as it does a list', () => {
    const isHome = itemsPassing(readFilter({ tags: 'home' }));
    expect([new Set(['new', 'home']), new Set(['garden'])].map((tags) => isHome({ tags }))).toEqual([
      true,
      false,
    ]);
    expect(countFacets([{ tags: new Set(['home']) }, { tags: ['home'] }], ['tags'])).toEqual({
      tags: [{ value: 'home', count: 2 }],
    });
  });

  test('no object, of which developers are told once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const isLate = itemsPassing(readFilter({ published: { gte: '2024' } }));
    expect([new Date(), new Map(), {}, null].map((published) => isLate({ published }))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/"published".*toISOString/)]]);
  });

  test('no list of objects either, of which developers are told, too', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    for (const field of ['dates', 'times', 'numbers', 'nothing']) {
      const isLate = itemsPassing(readFilter({ [field]: { gte: '2024' } }));
      const item = { dates: [new Date()], times: new Set([new Date()]), numbers: [1], nothing: [null] };
      expect([isLate(item), isLate({ [field]: [] })]).toEqual([false, false]);
    }
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/"dates".*toISOString/)],
      [expect.stringMatching(/"times".*toISOString/)],
    ]);
  });

  test('strings in the order of their code points', () => {
    const isAfter = itemsPassing(readFilter({ text: { gt: '\uffee' } }));
    expect(['\u{1f9b7}', '\ud7ff', 'a'].map((text) => isAfter({ text }))).toEqual([true, false, false]);
  });
});

test.each([
  [{ brand: undefined }, 'brand'],
  [{ brand: ['A', undefined] }, 'brand'],
  [{ brand: Number.NaN }, 'brand'],
  [{ brand: 10n }, 'brand'],
  [{ brand: () => true }, 'brand'],
  [{ brand: new Date() }, 'brand'],
  [{ price: {} }, 'price'],
  [{ price: { gte: undefined } }, 'price'],
  [{ price: { gte: 1, lt: 'x' } }, 'price'],
  [{ price: { $ne: 1 } }, 'price'],
  [{ price: { gte: Number.POSITIVE_INFINITY } }, 'price'],
  [{ price: [{ gte: 1 }] }, 'price'],
  [null, undefined],
  ['brand', undefined],
  [['brand'], undefined],
  [Object.assign(Object.create({ owner: 'a' }), { brand: 'A' }), undefined], // it would lose what it inherits
  [
    Object.assign(Object.create(Object.assign(Object.create(null), { owner: 'a' })), { brand: 'A' }),
    undefined,
  ],
])('a filter of something else is an error that names its field (%#)', (filter, field) => {
  expect(() => readFilter(filter)).toThrow(
    expect.objectContaining({ code: 'invalid-input', details: field === undefined ? {} : { field } }),
  );
});

test('facets count each distinct member of a list, the most frequent first, and what is no value not at all', () => {
  expect(countFacets([...items, { tags: ['home', 'home', {}] }], ['tags', 'old', 'nowhere'])).toEqual({
    tags: [
      { value: 'home', count: 3 },
      { value: 'garden', count: 1 },
      { value: 'new', count: 1 },
    ],
    old: [{ value: null, count: 1 }],
    nowhere: [],
  });
});

test.each(['brand', [1], Array(21).fill('a')])('facets like %j are an error', (facets) => {
  expect(() => readFacets(facets)).toThrow(EmbedError);
});
