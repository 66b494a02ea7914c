import { describe, expect, test } from 'vitest';
import type { IndexFile } from '../../../../src/engine/workers/search/indexTables.js';
import { DIGEST_BYTES } from '../../../../src/engine/workers/search/indexTables.js';
import { readIndexFile } from '../../../../src/engine/workers/search/readIndexFile.js';
import { writeIndexFile } from '../../../../src/engine/workers/search/writeIndexFile.js';
import { lyingIndex, putTogether, takeApart, withDigest } from '../../../fuzz/indexFiles.js';
import { seeded } from '../../../fuzz/random.js';

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
    newer[8] = 99;
    await expect(readIndexFile(newer)).rejects.toMatchObject({ message: /version is 99/ });
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

describe('a file whose digest is right and whose tables lie', () => {
  const u32 = (...numbers: number[]) => new Uint8Array(Uint32Array.from(numbers).buffer);
  const f32 = (...numbers: number[]) => new Uint8Array(Float32Array.from(numbers).buffer);
  const text = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));
  const huge = 0xffffffff;
  /** For what it says, and not as a file of another version, which nothing of is read. */
  const REFUSED = { code: 'index-load-failed', message: expect.not.stringMatching(/version/) };

  test.each(['float32', 'int8'] as const)('without a lie it is read, with vectors as %s', async (vectors) => {
    const file = await writeIndexFile(CONTENT, vectors);
    expect(await readIndexFile(putTogether(takeApart(file)))).toEqual(await readIndexFile(file));
  });

  test.each<[string, Uint8Array]>([
    ['passageStarts', u32(0, 2, 2, huge)],
    ['passageStarts', u32(0, huge, 2, 3)],
    ['passageStarts', u32(1, 2, 2, 3)],
    ['passageStarts', u32(0, 2, 3)],
    ['passageSpans', u32(0, 4, 10, 5, 0, 1)],
    ['passageSpans', u32(0, 4)],
    ['vectors', f32(0.6, Number.NaN, 0, 1, 0, 0, 0, 0, 1)],
    ['vectors', f32(3e38, 0, 0, 1, 0, 0, 0, 0, 1)],
    ['vectors', f32(1, 0, 0)],
    ['terms', text('line', 'break', '犬')],
    ['terms', text('break', 'break', '犬')],
    ['terms', text('break', 'line')],
    ['terms', Uint8Array.of(0xff, 10, 0x61, 10, 0x62)],
    ['postingStarts', u32(0, 1, huge, 4)],
    ['postingStarts', u32(0, 3, 2, 4)],
    ['postingStarts', u32(0, 1, 2, huge)],
    ['postings', u32(1, 1, 258, 0x80000002)],
    ['postings', u32(1, 1, 258, 0x00000302)],
    ['postings', u32(1, 1, 258, 258)],
    ['postings', u32(1, 1, 258, 512)],
    ['lengths', u32(2, 2, huge)],
    ['lengths', u32(2, 2)],
    ['items', text('{"id":"a"}', '"b"', '{')],
    ['items', text('1', '2')],
    ['digests', new Uint8Array(47)],
  ])('%s is refused with a typed error', async (name, bytes) => {
    const parts = takeApart(await writeIndexFile(CONTENT, 'float32'));
    const file = putTogether({ ...parts, sections: { ...parts.sections, [name]: bytes } });
    await expect(readIndexFile(file)).rejects.toMatchObject(REFUSED);
  });

  test.each([Number.NaN, -1, 0, 3e38])('a scale of %d is refused', async (scale) => {
    const parts = takeApart(await writeIndexFile(CONTENT, 'int8'));
    const file = putTogether({ ...parts, sections: { ...parts.sections, scales: f32(scale, 1, 1) } });
    await expect(readIndexFile(file)).rejects.toMatchObject(REFUSED);
  });

  test.each<[string, unknown]>([
    ['items', 2 ** 40],
    ['items', -1],
    ['dimensions', 1.5],
    ['dimensions', 1e9],
    ['passages', 4],
    ['passages', '3'],
    ['vectors', 'float64'],
    ['space', null],
  ])('its header may not say %s: %j', async (name, value) => {
    const parts = takeApart(await writeIndexFile(CONTENT, 'float32'));
    const file = putTogether({ ...parts, header: { ...parts.header, [name]: value } });
    await expect(readIndexFile(file)).rejects.toMatchObject(REFUSED);
  });

  test('a header that is not JSON, or no header, is refused as the file is', async () => {
    const file = await writeIndexFile(CONTENT, 'float32');
    for (const [at, byte] of [
      [56, 0x78],
      [48, 0xff],
      [51, 0xff],
    ] as const) {
      const spoilt = file.slice();
      spoilt[at] = byte;
      await expect(readIndexFile(withDigest(spoilt))).rejects.toMatchObject({ code: 'index-load-failed' });
    }
  });

  test('gives what it says or a typed error, in no time, whatever lies there are', async () => {
    const file = await writeIndexFile(CONTENT, 'float32');
    const random = seeded(19);
    for (let i = 0; i < 2_000; i += 1) {
      const before = process.cpuUsage();
      const read = await readIndexFile(lyingIndex(file, random)).catch((error: unknown) => error);
      if (read instanceof Error) expect(read).toMatchObject({ code: 'index-load-failed' });
      expect(process.cpuUsage(before).user).toBeLessThan(5_000_000); // of the processor, on a busy machine too
    }
  });
});
