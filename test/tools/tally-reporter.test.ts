import { expect, test } from 'vitest';
import { slowestFiles } from '../../tools/tally-reporter.js';

test('a run ends with its slowest files, longest first, and the sum of each project', () => {
  const times = [
    { project: 'engine', file: 'test/engine/quick.test.ts', ms: 40 },
    { project: 'engine', file: 'test/engine/slow.test.ts', ms: 6_000 },
    { project: 'browser', file: 'test/browser/slower.test.ts', ms: 12_340 },
  ];
  expect(slowestFiles(times)).toEqual([
    'Time in files: engine 6.0 s, browser 12.3 s. The slowest:',
    '  12.3 s  browser  test/browser/slower.test.ts',
    '  6.0 s  engine  test/engine/slow.test.ts',
  ]);
});

test('a quick run names none', () => {
  expect(slowestFiles([{ project: 'engine', file: 'test/engine/quick.test.ts', ms: 40 }])).toEqual([]);
});
