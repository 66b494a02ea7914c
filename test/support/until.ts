import { vi } from 'vitest';

/** How long a test waits, in milliseconds: guards only the harness. */
const timeout = 45_000;

/** Waits until a condition holds that stays so: as long as it takes a busy machine, and not longer than a test may. */
export const until = (condition: () => boolean | Promise<boolean>): Promise<boolean> =>
  vi.waitUntil(condition, { timeout });

/** Waits until `check` throws nothing any more, of what then stays so. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout });
