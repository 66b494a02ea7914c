import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

// Third-party reference values lie beside the checkout and are never copied into it: tests that use them are skipped
// where they are not.
const SHARED = resolve(import.meta.dirname, '../../../shared');

/** The JSON at `path` in the shared folder, or undefined where there is none. */
export function readShared<T>(path: string): T | undefined {
  const file = resolve(SHARED, path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** The JSON at `path` in test/fixtures. */
export function readFixture<T>(path: string): T {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, '../fixtures', path), 'utf8')) as T;
}
