import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { digestOfBytes, sha256OfBytes, sha256OfText } from '../../../src/engine/utils/sha256.js';
import { digestOfTexts, Sha256 } from '../../../src/engine/utils/sha256Sync.js';

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

afterEach(() => void vi.unstubAllGlobals());

test.each(['the browser’s own code', 'a page without https, which has none'])(
  'SHA-256 by %s',
  async (code) => {
    if (code.startsWith('a page')) vi.stubGlobal('crypto', {});
    const bytes = new TextEncoder().encode('犬 and a cat');
    expect(await sha256OfBytes(bytes)).toBe(sha256('犬 and a cat'));
    expect(Buffer.from(await digestOfBytes(bytes)).toString('hex')).toBe(sha256('犬 and a cat'));
    expect(Buffer.from(await sha256OfText('lone \ud800 half')).toString('hex')).toBe(
      sha256('lone \ufffd half'),
    );
  },
);

test('SHA-256 in JavaScript is that of Node for every length around a block, whole and in pieces', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
    const expected = createHash('sha256').update(bytes).digest('hex');
    const middle = length >> 1;
    const inPieces = new Sha256().update(bytes.subarray(0, middle)).update(bytes.subarray(middle));
    expect(Buffer.from(new Sha256().update(bytes).digest()).toString('hex')).toBe(expected);
    expect(Buffer.from(inPieces.digest()).toString('hex')).toBe(expected);
  }
});
