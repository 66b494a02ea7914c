import { afterEach, describe, expect, test, vi } from 'vitest';
import { requestPersistentStorage, storageEstimate } from '../../../src/engine/storage/modelStore.js';

/** A browser whose storage fails so many times, and then works. */
function failingStorage(times: number): void {
  let asked = 0;
  const estimate = async () => {
    asked += 1;
    if (asked <= times) throw new DOMException('The storage is locked.', 'InvalidStateError');
    return { usage: 7, quota: 100 };
  };
  vi.stubGlobal('navigator', { storage: { estimate } });
}

afterEach(() => vi.unstubAllGlobals());

describe('what the browser throws about its storage', () => {
  test('again and again is a typed error', async () => {
    failingStorage(Number.POSITIVE_INFINITY);
    await expect(storageEstimate()).rejects.toMatchObject({
      code: 'storage-failed',
      details: { reason: 'InvalidStateError' },
    });
  });

  test('for a moment does not show', async () => {
    failingStorage(3);
    expect(await storageEstimate()).toEqual({ models: 0, usage: 7, quota: 100 });
  });

  test('in a sandboxed frame is a typed error at once', async () => {
    const estimate = vi.fn(async () => Promise.reject(new TypeError('The operation is not supported here.')));
    vi.stubGlobal('navigator', { storage: { estimate, persist: estimate } });
    const error = { code: 'storage-failed', details: { reason: 'TypeError' } };
    await expect(storageEstimate()).rejects.toMatchObject(error);
    await expect(requestPersistentStorage()).rejects.toMatchObject(error);
    expect(estimate).toHaveBeenCalledTimes(2);
  });
});
