import { expect, test } from 'vitest';
import { asEmbedError, fromWire, reasonOf, toWire } from '../../src/engine/errors.js';
import { EmbedError } from '../../src/engine/index.js';

test('an error crosses to another realm whole: code, message, details and causes', () => {
  const cause = new EmbedError('integrity-mismatch', 'inner', { cause: new TypeError('innermost') });
  const error = new EmbedError('model-load-failed', 'outer', { details: { url: '/x', status: 500 }, cause });
  const arrived = fromWire(structuredClone(toWire(error)));
  expect(arrived).toMatchObject({
    code: 'model-load-failed',
    message: 'outer',
    details: { url: '/x', status: 500 },
  });
  expect(arrived.cause).toMatchObject({ code: 'integrity-mismatch', message: 'inner' });
  expect(String((arrived.cause as Error).cause)).toContain('innermost');
});

test('an error without a cause arrives without one', () => {
  expect(fromWire(toWire(new EmbedError('disposed', 'gone'))).cause).toBeUndefined();
});

test('is() knows errors of this library, by code too, and no others', () => {
  const error: unknown = new EmbedError('disposed', 'gone');
  expect(EmbedError.is(error)).toBe(true);
  expect(EmbedError.is(error, 'disposed')).toBe(true);
  expect(EmbedError.is(error, 'invalid-input')).toBe(false);
  expect(EmbedError.is(new Error('disposed'))).toBe(false);
  expect(EmbedError.is({ code: 'disposed' })).toBe(false);
});

test('asEmbedError keeps an error of this library and wraps any other', () => {
  const own = new EmbedError('disposed', 'gone');
  expect(asEmbedError(own, 'inference-failed', 'x')).toBe(own);
  const other = new TypeError('y');
  expect(asEmbedError(other, 'inference-failed', 'x')).toMatchObject({
    code: 'inference-failed',
    cause: other,
  });
});

test('a reason ends a sentence without a second period', () => {
  expect(reasonOf(new Error('The disk is read only.'))).toBe('The disk is read only');
  expect(reasonOf('gone')).toBe('gone');
});
