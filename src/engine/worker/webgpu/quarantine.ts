import { version } from '../../../../package.json';
import { recall, remember } from '../../deviceMemory.js';
import { digestOfTexts } from '../../digest.js';
import { EmbedError } from '../../errors.js';
import type { ModelSpec } from '../../models.js';
import { type Adapter, refused } from './adapter.js';

/** A browser or a driver may be better by then. */
const DAYS = 7;

/**
 * Remembers that this GPU computed this model wrongly, in this browser and by this version of the package: finding that
 * out takes seconds, at every visit.
 */
export class Quarantine {
  readonly #key: string;

  constructor({ vendor, architecture }: Adapter, spec: ModelSpec) {
    const facts = [version, navigator.userAgent, vendor, architecture, JSON.stringify(spec)];
    this.#key = `wrong/${digestOfTexts(facts).slice(0, 16)}`;
  }

  /** @throws {EmbedError} `backend-unavailable` (`quarantined`). */
  async assertFree(): Promise<void> {
    const reason = await recall(this.#key);
    if (typeof reason === 'string')
      throw refused('quarantined', `The GPU is not used for some days, because on this device: ${reason}`);
  }

  /** What `check` returns; what it throws for wrong vectors is remembered. */
  async unlessWrong<T>(check: () => Promise<T>): Promise<T> {
    try {
      return await check();
    } catch (error) {
      if (EmbedError.is(error) && error.details.reason === 'wrong-vectors')
        await remember(this.#key, error.message, DAYS);
      throw error;
    }
  }
}
