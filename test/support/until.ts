import { vi } from 'vitest';

/** Waits until a condition holds that stays so: as long as it takes a busy machine, and not longer than a test may. */
export const until = (condition: () => boolean | Promise<boolean>): Promise<boolean> =>
  vi.waitUntil(condition, { timeout: 45_000 });
