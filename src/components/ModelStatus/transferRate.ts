/** How many bytes had come at a time, in milliseconds. */
export interface Sample {
  readonly at: number;
  readonly loaded: number;
}

/** The time over which the rate is measured: long enough to be steady, short enough to follow a change of network. */
const WINDOW_MS = 5_000;
/** Over less time a rate would only be noise. */
const MIN_MS = 500;

/** The samples with a new one, without those that are too old to count. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => at > sample.at - WINDOW_MS), sample];
}

/** Bytes a second; `undefined` while too little is known. */
export function rateOf(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < MIN_MS || last.loaded <= first.loaded) return undefined;
  return ((last.loaded - first.loaded) / (last.at - first.at)) * 1_000;
}
