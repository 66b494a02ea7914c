/** Workers that a pool may have unmeasured. Further ones may share their cores' speed with them, or with other programs. */
const UNMEASURED = 2;
/** A further worker that makes the work less than this many times as fast is not worth its memory. */
const LEAST_GAIN = 1.1;
/** Batches that are looked at, the newest of each number of workers: the first of a new worker are slow. */
const LOOKED_AT = 12;
/** Fewer say nothing. */
const ENOUGH = 4;

/** How fast a pool is with each number of workers, and so how many it should have. */
export class PoolSpeed {
  /** Speeds of one worker, in characters per millisecond, by how many were at work. */
  readonly #speeds: number[][] = [];
  #most = Number.POSITIVE_INFINITY;

  /** A batch took so many milliseconds, with so many workers at work. */
  note(workers: number, characters: number, ms: number): void {
    this.#speeds[workers] ??= [];
    const speeds = this.#speeds[workers];
    speeds.push(characters / ms);
    if (speeds.length > LOOKED_AT) speeds.shift();
  }

  /** Whether one more may be started: the last one has made the work faster. */
  allowsMoreThan(workers: number): boolean {
    return workers < UNMEASURED || (workers < this.#most && this.#pays(workers) === true);
  }

  /** Whether the last of so many has not made the work faster. If so, it is not allowed again. */
  isFasterWithout(workers: number): boolean {
    if (workers <= UNMEASURED || this.#pays(workers) !== false) return false;
    this.#most = workers - 1;
    return true;
  }

  /** The next work may find a machine that has less else to do. */
  forget(): void {
    this.#speeds.length = 0;
    this.#most = Number.POSITIVE_INFINITY;
  }

  /** `undefined` until enough batches were measured. */
  #pays(workers: number): boolean | undefined {
    const [own, fewer] = [this.#median(workers), this.#median(workers - 1)];
    if (own === undefined) return undefined;
    return fewer === undefined || workers * own >= LEAST_GAIN * (workers - 1) * fewer;
  }

  #median(workers: number): number | undefined {
    const sorted = (this.#speeds[workers] ?? []).toSorted((a, b) => a - b);
    return sorted.length < ENOUGH ? undefined : sorted[sorted.length >> 1];
  }
}
