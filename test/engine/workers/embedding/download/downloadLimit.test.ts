import { expect, test } from 'vitest';
import { EmbedError, type ModelSpec } from '../../../../../src/engine/index.js';
import {
  assertWithinDownloadLimit,
  type DeviceHints,
} from '../../../../../src/engine/workers/embedding/download/downloadLimit.js';
import smallBert from '../../../../fixtures/small-bert/expected.json';

const small = smallBert.spec as ModelSpec; // JSON widens 'cls' to string
const weights = { ...small.files.weights, bytes: 34e6 };
const spec = { ...small, files: { ...small.files, weights } };
const bytes = 34e6 + small.files.tokenizer.bytes;

const asks = (input: Omit<Parameters<typeof assertWithinDownloadLimit>[0], 'spec'>, device?: DeviceHints) => {
  try {
    assertWithinDownloadLimit({ spec, ...input }, device);
    return false;
  } catch (error) {
    return EmbedError.is(error, 'consent-needed') && error.details.bytes;
  }
};

test.each<[string, DeviceHints | undefined, number | false]>([
  ['one that says nothing', undefined, false],
  ['one with enough memory', { deviceMemory: 2, connection: { saveData: false } }, false],
  ['one that saves data', { deviceMemory: 8, connection: { saveData: true } }, bytes],
  ['one with little memory', { deviceMemory: 1 }, bytes],
])('%s: a large model needs consent, with its bytes: %j', (_, device, expected) => {
  expect(asks({}, device)).toBe(expected);
});

test('a limit of one’s own counts on any device, and consent above any limit', () => {
  const careful = { connection: { saveData: true } };
  expect(asks({ download: { consentAbove: bytes } }, careful)).toBe(false);
  expect(asks({ download: { consentAbove: bytes - 1 } })).toBe(bytes);
  expect(asks({ download: { consentAbove: 0 }, consent: true }, careful)).toBe(false);
});

test('a small model needs no consent where data is saved', () => {
  expect(() => assertWithinDownloadLimit({ spec: small }, { connection: { saveData: true } })).not.toThrow();
});
