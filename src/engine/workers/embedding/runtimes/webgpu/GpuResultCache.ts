import { version } from '../../../../../../package.json';
import type { GpuFacts, GpuPrecision } from '../../../../embedder/stateTypes.js';
import { EmbedError } from '../../../../errors.js';
import type { ModelSpec } from '../../../../models/types';
import { readCached, writeCached } from '../../../../storage/ttlCache.js';
import { hashTexts } from '../../../../utils/hash53.js';
import { type Adapter, refused } from './adapter.js';
import type { Variant } from './kernels/productOptions.js';

/** A browser or a driver may be better by then. */
const DAYS = 7;

type Times = NonNullable<GpuFacts['benchmark']>;

/**
 * Remembers what came of this model on this GPU in a precision, in this browser and by this version of the package: that it was computed
 * wrongly, and how fast. Finding that out takes seconds.
 */
export class GpuResultCache {
  readonly #key: string;

  constructor({ vendor, architecture }: Adapter, spec: ModelSpec, precision: GpuPrecision) {
    const facts = [version, navigator.userAgent, vendor, architecture, precision, JSON.stringify(spec)];
    this.#key = hashTexts(facts);
  }

  /** @throws {EmbedError} `backend-unavailable` (`quarantined`). */
  async assertNotWrong(): Promise<void> {
    const reason = await readCached(`wrong/${this.#key}`);
    if (typeof reason === 'string')
      throw refused('quarantined', `The GPU is not used for a week, since on this device: ${reason}`);
  }

  /** What `check` returns; what it throws for wrong vectors is remembered. */
  async unlessWrong<T>(check: () => Promise<T>): Promise<T> {
    try {
      return await check();
    } catch (error) {
      if (EmbedError.is(error) && error.details.reason === 'wrong-vectors')
        await writeCached(`wrong/${this.#key}`, error.message, DAYS);
      throw error;
    }
  }

  /** The kernels of this model, the fastest first: those that are known, or else what `measure` finds. */
  async variants(measure: () => Promise<readonly Variant[]>): Promise<readonly Variant[]> {
    const known = (await readCached(`variants/${this.#key}`)) as readonly Variant[] | undefined; // as below
    if (known) return known;
    const variants = await measure();
    await writeCached(`variants/${this.#key}`, variants, DAYS);
    return variants;
  }

  /** The times that are known; if none are, those that `measure` takes. */
  async times(): Promise<Times | undefined>;
  async times(measure: () => Promise<Times>): Promise<Times>;
  async times(measure?: () => Promise<Times>): Promise<Times | undefined> {
    const known = (await readCached(`times/${this.#key}`)) as Times | undefined; // nothing else is stored by this name
    if (known || !measure) return known;
    const times = await measure();
    await writeCached(`times/${this.#key}`, times, DAYS);
    return times;
  }
}
