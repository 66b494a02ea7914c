import { expect, test } from 'vitest';
import { decodeText } from '../../src/node/text.js';

test('reads UTF-8, with or without its mark', () => {
  expect(decodeText(Buffer.from('Łódź\n犬 🐕'), 'x')).toBe('Łódź\n犬 🐕');
  expect(decodeText(Buffer.from('\uFEFFcafé'), 'x')).toBe('café');
});

test.each([
  ['Latin-1', Buffer.from('tea\ncafé\nmilk', 'latin1'), 2],
  ['UTF-16', Buffer.from('\uFEFFtea\n', 'utf16le'), 1],
  ['a character that is cut', Buffer.from('tea\n\n犬').subarray(0, -1), 3],
])('names the line of %s', (_, bytes, line) => {
  expect(() => decodeText(bytes, 'x.jsonl')).toThrow(
    expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(`^x\\.jsonl:${line} `) }),
  );
});
