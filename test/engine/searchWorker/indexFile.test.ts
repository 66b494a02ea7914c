import { describe, expect, test } from 'vitest';
import {
  DIGEST_BYTES,
  type IndexFile,
  readIndexFile,
  writeIndexFile,
} from '../../../src/engine/searchWorker/indexFile.js';

const CONTENT: IndexFile = {
  space: 'model/mean/l2/3',
  dimensions: 3,
  items: ['{"id":"a","text":"line\\nbreak"}', '"b"', 'null'],
  digests: Uint8Array.from({ length: 3 * DIGEST_BYTES }, (_, i) => i),
  words: {
    terms: ['break', 'line', '犬'],
    starts: Uint32Array.of(0, 1, 2, 4),
    postings: Uint32Array.of(1, 1, 258, 514),
    lengths: Uint32Array.of(2, 2, 2),
  },
  passages: [
    [
      { start: 0, end: 4 },
      { start: 5, end: 10 },
    ],
    [],
    [{ start: 0, end: 1 }],
  ],
  vectors: Float32Array.of(0.6, -0.8, 0, 1, 0, 0, 0.3, 0.2, -0.1),
};

const EMPTY: IndexFile = {
  space: 's',
  dimensions: 3,
  items: [],
  digests: new Uint8Array(),
  words: { terms: [], starts: new Uint32Array(1), postings: new Uint32Array(), lengths: new Uint32Array() },
  passages: [],
  vectors: new Float32Array(),
};

describe('a file of an index', () => {
  test('gives back what was written, floats bit for bit', async () => {
    expect(await readIndexFile(await writeIndexFile(CONTENT, 'float32'))).toEqual(CONTENT);
  });

  test('with bytes gives back vectors that are off by half of a 127th of their largest number at most', async () => {
    const { vectors, ...rest } = await readIndexFile(await writeIndexFile(CONTENT, 'int8'));
    const { vectors: expected, ...expectedRest } = CONTENT;
    expect(rest).toEqual(expectedRest);
    const largest = [0.8, 0.8, 0.8, 1, 1, 1, 0.3, 0.3, 0.3];
    for (const [i, value] of vectors.entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThanOrEqual(
        (largest[i] as number) / 254 + 1e-7,
      );
  });

  test('may be empty', async () => {
    expect(await readIndexFile(await writeIndexFile(EMPTY, 'int8'))).toEqual(EMPTY);
  });

  test('lies anywhere in memory', async () => {
    const file = await writeIndexFile(CONTENT, 'float32');
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(await readIndexFile(shifted.subarray(3))).toEqual(CONTENT);
  });

  test('that is none, or of another version, is refused with what to do', async () => {
    const page = new TextEncoder().encode('<!doctype html><title>App</title>');
    await expect(readIndexFile(page)).rejects.toMatchObject({ code: 'index-load-failed', message: /page/ });
    await expect(readIndexFile(new Uint8Array())).rejects.toMatchObject({ code: 'index-load-failed' });
    const newer = await writeIndexFile(CONTENT, 'int8');
    newer[8] = 3;
    await expect(readIndexFile(newer)).rejects.toMatchObject({ message: /version is 3/ });
  });

  test('that is cut off anywhere, or has another bit anywhere, is refused', async () => {
    const file = await writeIndexFile(CONTENT, 'int8');
    for (let length = 0; length < file.length; length += 1)
      await expect(readIndexFile(file.slice(0, length))).rejects.toMatchObject({ code: 'index-load-failed' });
    for (let at = 0; at < file.length; at += 1) {
      const spoilt = file.slice();
      spoilt[at] = (spoilt[at] as number) ^ 4;
      if (at >= 12 && at < 16) continue; // not used
      await expect(readIndexFile(spoilt)).rejects.toMatchObject({ code: 'index-load-failed' });
    }
  });
});
