import { describe, expect, test } from 'vitest';
import { campaign, newTally, runCase, type TargetName } from './campaign.js';
import { warmUp } from './targets.js';

// A few seconds of `npm run fuzz`, the same ones each time. A finding is run again by the name and the seed that it tells.
describe('files of strangers', () => {
  test('are read in no time, refused with a typed error, or give what an independent reading gives', async () => {
    const tallies = await campaign(1, (cases) => cases >= 1_000);
    expect(Object.values(tallies).flatMap(({ found }) => found)).toEqual([]);
    for (const [name, { cases, refused, accepted, compared }] of Object.entries(tallies)) {
      expect(refused + accepted + compared, name).toBe(cases);
      expect(refused, name).toBeGreaterThan(0);
      expect(accepted + compared, name).toBeGreaterThan(0); // else the cases do not get far enough to be wrong
    }
  }, 120_000);

  // Found by `npm run fuzz`, and mended.
  test.each<[TargetName, number]>([
    ['onnx', 20790371],
    ['index', 20885058],
    ['rewired', 21304254],
    ['rewired', 21210380],
    ['index', 20996510],
    ['index', 21299069],
    ['index', 21324130],
  ])('the case %s %i is none any more', async (name, seed) => {
    await warmUp();
    const tally = newTally();
    await runCase(name, seed, tally);
    expect(tally).toMatchObject({ cases: 1, found: [] });
  });
});
