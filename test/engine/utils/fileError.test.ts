import { afterEach, describe, expect, test, vi } from 'vitest';
import { requestRemote } from '../../../src/engine/search/requestRemote.js';
import { fileError, withoutSecrets } from '../../../src/engine/utils/fileError.js';
import { loadRustModule } from '../../../src/engine/workers/embedding/tokenizer/rustModule.js';
import { fetchIndexFile } from '../../../src/engine/workers/search/fetchIndexFile.js';
import { examine } from '../../../src/node/doctor/examine.js';

const URL_WITH_SECRETS = 'https://ann:hunter2@files.example/a b.bin?sig=hunter2';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each([
  [URL_WITH_SECRETS, 'https://files.example/a b.bin?…'],
  ['/search?key=hunter2', '/search?…'],
  ['https://files.example/犬.bin', 'https://files.example/犬.bin'],
  ['https://files.example/100%?sig=hunter2', 'https://files.example/100%?%E2%80%A6'],
])('%s is shown as %s', (url, shown) => {
  expect(withoutSecrets(url)).toBe(shown);
});

test('an address is hidden in whichever way it is written, and in the cause', () => {
  const cause = new TypeError(`Request includes credentials: ${new URL(URL_WITH_SECRETS).href}`);
  const error = fileError(
    'request-failed',
    `No ${URL_WITH_SECRETS} (${cause.message})`,
    { url: URL_WITH_SECRETS },
    cause,
  );
  expect(shownOf(error)).not.toContain('hunter2');
  expect(error.message).toMatch(/^No https:\/\/files\.example/);
});

/** All that a log may hold of an error. */
function shownOf(error: unknown): string {
  const { message, details, cause, stack } = Object(error);
  return [message, JSON.stringify(details), String(cause), Object(cause).stack, stack].join('\n');
}

describe('no secret of an address is told', () => {
  const signal = new AbortController().signal;
  const asks: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
    'of the file of an index': (url) => fetchIndexFile(url),
    'of tokenizersUrl': loadRustModule,
    'of a remote index': (url) => requestRemote({ url }, { type: 'similar', id: 'x', limit: 1 }, signal),
    'by doctor': (url) => examine(url, { signal }),
  };

  test.each(Object.keys(asks))('%s that cannot be reached', async (name) => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', async (url: string) => {
      throw new TypeError(`Failed to fetch ${new URL(url).href}`);
    });
    const asked = Promise.resolve(asks[name]?.(URL_WITH_SECRETS)).then(
      () => expect.fail('It did not fail.'),
      (error: unknown) => error,
    );
    await vi.runAllTimersAsync(); // the waits between attempts
    const error = await asked;
    expect(shownOf(error)).toContain('files.example');
    expect(shownOf(error)).not.toContain('hunter2');
  });

  test('of a remote index that answers something else', async () => {
    vi.stubGlobal('fetch', async (url: string) =>
      Object.defineProperty(new Response('no', { status: 500 }), 'url', { value: url }),
    );
    const error = await asks['of a remote index']?.(URL_WITH_SECRETS).catch((error: unknown) => error);
    expect(shownOf(error)).toContain('files.example');
    expect(shownOf(error)).not.toContain('hunter2');
  });

  test('by doctor in what it finds', async () => {
    vi.stubGlobal('fetch', async (url: string) =>
      Object.defineProperty(new Response('', { headers: { 'content-type': 'text/html' } }), 'url', {
        value: url,
      }),
    );
    const workers = ['/worker.js?sig=hunter2'];
    const findings = await examine(URL_WITH_SECRETS, { signal, workers, models: '/models?sig=hunter2' });
    expect(JSON.stringify(findings)).toContain('files.example/worker.js?…');
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});
