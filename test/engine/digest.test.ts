import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestOfTexts } from '../../src/engine/digest.js';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

test.each(['', 'a', 'Ünïcödé 犬 😀', 'x'.repeat(5_000), '犬'.repeat(5_000), 'lone \ud800 half'])(
  'the digest of %j is the SHA-256 of its length in bytes, a colon, and its bytes',
  (text) => {
    const bytes = Buffer.from(text.replace('\ud800', '\ufffd'));
    const expected = sha256(`${bytes.length}:${bytes}`);
    expect(digestOfTexts([text])).toBe(expected);
  },
);

test('lists that differ only in where a text ends have different digests', () => {
  expect(digestOfTexts(['ab', 'c'])).not.toBe(digestOfTexts(['a', 'bc']));
  expect(digestOfTexts([])).not.toBe(digestOfTexts(['']));
});
