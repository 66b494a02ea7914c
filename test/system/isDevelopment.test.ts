import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

// Of the package as it is built: what an app runs in.

afterEach(() => vi.unstubAllEnvs());

async function isDevelopment(): Promise<boolean> {
  const built = await import(/* @vite-ignore */ pathToFileURL('dist/engine/utils/isDevelopment.js').href);
  return built.isDevelopment();
}

test.each([
  ['production', false],
  ['development', true],
  ['test', true],
])('an app that is built for %s decides whether developers are warned', async (mode, expected) => {
  vi.stubEnv('NODE_ENV', mode);
  expect(await isDevelopment()).toBe(expected);
});
