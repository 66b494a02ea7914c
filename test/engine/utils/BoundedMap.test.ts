import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedMap } from '../../../src/engine/utils/BoundedMap.js';

test('a bounded map holds what was set last, whatever is set again meanwhile', () => {
  const keys = fc.array(fc.nat(12), { maxLength: 200 });
  fc.assert(
    fc.property(keys, fc.nat(8), (keys, max) => {
      const map = new BoundedMap<number, number>(max);
      for (const [i, key] of keys.entries()) {
        map.set(key, i);
        const newest = [...new Set(keys.slice(0, i + 1).toReversed())].slice(0, max);
        for (let each = 0; each <= 12; each += 1) {
          expect(map.has(each)).toBe(newest.includes(each));
          const last = keys.slice(0, i + 1).lastIndexOf(each);
          expect(map.get(each)).toBe(newest.includes(each) ? last : undefined);
        }
        expect(map.size).toBe(newest.length);
      }
    }),
    { numRuns: 50 },
  );
});
