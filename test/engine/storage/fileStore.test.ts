import { afterEach, expect, test, vi } from 'vitest';
import { openFileStore } from '../../../src/engine/storage/fileStore.js';
import { listModels } from '../../../src/engine/storage/modelStore.js';
import { withLock } from '../../../src/engine/utils/withLock.js';

/** A browser in trouble: its storage never opens. */
function standingStorage(): void {
  const never = () => new Promise(() => {});
  vi.stubGlobal('navigator', { storage: { getDirectory: never } });
  vi.stubGlobal('caches', { open: never });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('storage that never opens is given up after some seconds: models load without it', async () => {
  vi.useFakeTimers();
  standingStorage();
  const opening = openFileStore();
  await vi.advanceTimersByTimeAsync(10_000);
  const store = await opening;
  expect(await store.read('a')).toBeUndefined();
  await expect(store.write('a', new Uint8Array(1))).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('storage that never opens lists no models', async () => {
  vi.useFakeTimers();
  standingStorage();
  const listing = listModels();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await listing).toEqual([]);
});

test('a browser that forbids channels between tabs does work under a lock all the same', async () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }
    },
  );
  const request = (_name: string, _options: object, work: () => unknown) => Promise.resolve(work());
  vi.stubGlobal('navigator', { locks: { request } });
  expect(await withLock('a', async () => 'done')).toBe('done');
});
