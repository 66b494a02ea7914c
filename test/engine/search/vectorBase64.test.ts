import { expect, test } from 'vitest';
import { vectorFromText, vectorToText } from '../../../src/engine/search/vectorBase64.js';

test('a vector comes back as it was, bit for bit', () => {
  const vector = Float32Array.of(0, -0, 1, 0.1, -1e-40, 3.4e38);
  expect(vectorFromText(vectorToText(vector))).toEqual(vector);
  expect(vectorFromText(vectorToText(new Float32Array(4_096)))).toHaveLength(4_096);
});

test('its text is that of other tools: base64 of little-endian float32', () => {
  const bytes = Buffer.alloc(8);
  bytes.writeFloatLE(0.25, 0);
  bytes.writeFloatLE(-2, 4);
  expect(vectorToText(Float32Array.of(0.25, -2))).toBe(bytes.toString('base64'));
});

test.each(['AAA', 'AAAA', 'AAAAA===', 'AA AA', '[1,2]', 'AAAA-_==', '\0'])('%j is not a vector', (text) => {
  expect(vectorFromText(text)).toBeUndefined();
});
