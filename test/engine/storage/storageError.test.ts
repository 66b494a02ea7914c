import { describe, expect, test } from 'vitest';
import { storageError } from '../../../src/engine/storage/storageError.js';

describe('what could not be stored', () => {
  test('for want of room is quota-exceeded', () => {
    const cause = new DOMException('No room.', 'QuotaExceededError');
    const error = storageError(cause, 'Not stored');
    expect([error.code, error.cause]).toEqual(['quota-exceeded', cause]);
  });

  test.each([
    new DOMException('It is forbidden.', 'SecurityError'),
    new TypeError('navigator.storage is undefined'),
    'no reason',
    undefined,
  ])('for another reason is storage-failed: %s', (cause) => {
    const error = storageError(cause, 'Not stored');
    expect([error.code, error.cause]).toEqual(['storage-failed', cause]);
  });

  test('tells what the browser said', () => {
    expect(storageError(new Error('it is forbidden'), 'Not stored').message).toBe(
      'Not stored: it is forbidden.',
    );
  });
});
